import { can } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { requestAnswerForm } from '#capabilities/procurements/written-form.ts';
import {
	accessTender,
	answerRequest,
	ownRequest,
	submitTenderPermission
} from '#capabilities/procurements/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tender, request, standing } = await ownRequest(ctx, params.id, params.request);
	const { procurement } = tender;
	return {
		request,
		id: tender.id,
		organisation: tender.organisationName,
		title: procurement.title,
		anonymous: tender.round.anonymous && tender.round.frozenAt === null,
		criteria: procurement.criteria,
		standing,
		rule: `/${ctx.lang}/initiatives/${tender.slug}/procurement/${procurement.id}#negotiation`,
		condition: procurement.conditions.find((one) => one.id === request.conditionId) ?? null,
		maySubmit: can(ctx.actor, submitTenderPermission, tender)
	};
};

export const actions = {
	default: formAction({
		schema: requestAnswerForm,
		door: (ctx, event) => accessTender(ctx, event.params.id!, submitTenderPermission),
		run: async (ctx, data, { params }, form) => {
			const files = form.getAll('files').filter((one): one is File => one instanceof File && one.name !== '');
			const changes = Object.fromEntries(
				[...form].flatMap(([name, value]) =>
					name.startsWith('answer.') && typeof value === 'string'
						? [[name.slice('answer.'.length), value.replaceAll('\r\n', '\n').trim()]]
						: []
				)
			);
			await answerRequest(ctx, params.id!, params.request!, { ...data, changes }, files);
			return { to: `/${ctx.lang}/my/tenders/${params.id}`, flash: 'written.answer.sent' };
		}
	})
};
