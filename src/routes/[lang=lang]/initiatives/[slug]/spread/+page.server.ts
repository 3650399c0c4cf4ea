import { isSignedIn, requirePerson } from '#platform/access/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative } from '#capabilities/initiatives/index.ts';
import { listLessons, listReuse, tellOfReuse } from '#capabilities/spread/index.ts';
import { reuseForm } from '#capabilities/spread/form.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug);
	const [lessons, reuse] = await Promise.all([
		listLessons(ctx.db, run.id, true),
		listReuse(ctx.db, run.id, true)
	]);
	return {
		run: { slug: run.slug, title: run.title, organisation: run.organisationName },
		lessons,
		reuse,
		signedIn: isSignedIn(ctx.actor),
		organisations: ctx.actor.memberships
			.filter((one) => one.organisationId !== run.organisationId)
			.map((one) => ({ id: one.organisationId, name: one.organisationName }))
	};
};

export const actions = {
	default: formAction({
		schema: reuseForm,
		door: requirePerson,
		run: async (ctx, data, { params }) => {
			await tellOfReuse(ctx, params.slug!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/spread`, flash: 'spread.reuse.sent' };
		}
	})
};
