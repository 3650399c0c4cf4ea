import { handleForm } from '#capabilities/partners/form.ts';
import { handleReport, handleReports, openReports } from '#capabilities/partners/index.ts';
import { authorize } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx } }) => ({ reports: await openReports(ctx) });

export const actions = {
	default: formAction({
		schema: handleForm,
		door: (ctx) => authorize(ctx, handleReports, null),
		run: async (ctx, data) => {
			await handleReport(ctx, data);
			return { to: `/${ctx.lang}/my/partners/reports`, flash: 'partners.handled' };
		}
	})
};
