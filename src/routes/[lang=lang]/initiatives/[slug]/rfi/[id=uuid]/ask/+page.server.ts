import { accessRfi, askEnquiry } from '#capabilities/calls/index.ts';
import { enquiryForm } from '#capabilities/calls/form.ts';
import { isSignedIn } from '#platform/access/index.ts';
import { notFound } from '#platform/errors/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const rfi = await accessRfi(ctx, params.slug, params.id);
	if (!rfi.version) throw notFound();
	return {
		slug: params.slug,
		id: rfi.id,
		title: rfi.version.content.title,
		owner: rfi.initiative.organisationName,
		until: rfi.questionsUntil!,
		open: rfi.state === 'questions',
		signedIn: isSignedIn(ctx.actor),
		member: ctx.actor.memberships.length > 0
	};
};

export const actions = {
	default: formAction({
		schema: enquiryForm,
		door: (ctx, event) => accessRfi(ctx, event.params.slug!, event.params.id!),
		run: async (ctx, data, { params }) => {
			await askEnquiry(ctx, params.slug!, params.id!, data.text);
			const to = `/${ctx.lang}/initiatives/${params.slug}/rfi/${params.id}#questions-and-answers`;
			return { to, flash: 'rfi.ask.done' };
		}
	})
};
