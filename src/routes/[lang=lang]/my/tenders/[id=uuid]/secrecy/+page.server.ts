import { MAX_PARTS, wishForm } from '#capabilities/records/form.ts';
import { saveWishes, wishPage } from '#capabilities/records/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { tender, parts, mayWish, kept } = await wishPage(ctx, params.id);
	return {
		title: tender.procurement.title,
		organisation: tender.organisationName,
		opened: tender.round.openedAt !== null,
		parts,
		mayWish,
		kept
	};
};

export const actions = {
	default: formAction({
		schema: wishForm,
		door: (ctx, { params }) => wishPage(ctx, params.id!),
		run: async (ctx, data, { params }) => {
			const wishes = Array.from({ length: MAX_PARTS }, (_, at) => ({
				reason: data[`reason${at}`],
				harm: data[`harm${at}`]
			}));
			await saveWishes(ctx, params.id!, wishes);
			return { to: `/${ctx.lang}/my/tenders/${params.id}/secrecy`, flash: 'records.wish.saved' };
		}
	})
};
