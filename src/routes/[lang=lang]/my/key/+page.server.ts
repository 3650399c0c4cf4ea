import { z } from 'zod';
import { requirePerson } from '#platform/access/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { holderKeyForm } from '#capabilities/procurements/form.ts';
import { forgetCopy, myHeldRounds, myKey, saveKey } from '#capabilities/procurements/index.ts';
import { clientMessages } from '../client-messages.ts';

export const load = async ({ locals: { ctx } }) => {
	ctx.access.decided = true;
	const rounds = (await myHeldRounds(ctx)).map(({ title, roundName, ...round }) => ({
		...round,
		title: plainText(title, ctx.lang),
		roundName: plainText(roundName, ctx.lang)
	}));
	return {
		key: await myKey(ctx),
		rounds,
		messages: clientMessages(ctx.lang, ['procurement.key.', 'procurement.holders.'])
	};
};

export const actions = {
	save: formAction({
		id: 'save',
		schema: holderKeyForm,
		door: (ctx) => requirePerson(ctx),
		run: async (ctx, data) => {
			ctx.access.decided = true;
			await saveKey(ctx, data);
			return { to: `/${ctx.lang}/my/key`, flash: 'procurement.key.saved' };
		}
	}),
	code: formAction({
		id: 'code',
		schema: z.object({}),
		door: (ctx) => requirePerson(ctx),
		run: async (ctx) => {
			ctx.access.decided = true;
			requirePerson(ctx);
			return { to: `/${ctx.lang}/my/key` };
		}
	}),
	forget: formAction({
		id: 'forget',
		schema: z.object({}),
		door: (ctx) => requirePerson(ctx),
		run: async (ctx) => {
			ctx.access.decided = true;
			await forgetCopy(ctx);
			return { to: `/${ctx.lang}/my/key`, flash: 'procurement.key.forgotten' };
		}
	})
};
