import { accessRfi, manageCalls, saveAbout } from '#capabilities/calls/index.ts';
import { aboutForm } from '#capabilities/calls/form.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { draft, revision } = await accessRfi(ctx, params.slug, params.id, manageCalls);
	return {
		revision,
		values: {
			contactName: draft.contact.name,
			contactEmail: draft.contact.email,
			contactPhone: draft.contact.phone,
			langs: draft.langs,
			cpv: draft.cpv.join('\n')
		}
	};
};

export const actions = {
	default: formAction({
		schema: aboutForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!, manageCalls),
		run: async (ctx, data, { params }) => {
			await saveAbout(ctx, params.slug!, params.id!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/rfi/${params.id}`, flash: 'rfi.saved' };
		}
	})
};
