import { accessRfi, cancelRfi, manageCalls } from '#capabilities/calls/index.ts';
import { cancelForm } from '#capabilities/calls/form.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	await accessRfi(ctx, params.slug, params.id, manageCalls);
};

export const actions = {
	default: formAction({
		schema: cancelForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await cancelRfi(ctx, params.slug!, params.id!, data.reason);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}`, flash: 'rfi.cancelled' };
		}
	})
};
