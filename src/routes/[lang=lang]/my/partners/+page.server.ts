import { requirePerson } from '#platform/access/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { handleReports, myContacts } from '#capabilities/partners/index.ts';

export const load = async ({ locals: { ctx } }) => {
	requirePerson(ctx);
	return {
		contacts: (await myContacts(ctx)).map((one) => ({
			id: one.id,
			callId: one.callId,
			title: plainText(one.title, ctx.lang),
			other: one.mayAnswer ? one.from.name : one.to.name,
			mayAnswer: one.mayAnswer,
			at: one.answer?.at ?? one.sentAt,
			answered: one.answer !== null
		})),
		reports: handleReports.rule(ctx.actor, null) === null
	};
};
