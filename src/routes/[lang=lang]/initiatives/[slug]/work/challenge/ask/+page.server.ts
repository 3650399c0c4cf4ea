import { z } from 'zod';
import { date, id, optionalText } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, assignable, editInitiative } from '#capabilities/initiatives/index.ts';
import { askForPart } from '#capabilities/challenges/index.ts';
import { isPart, PARTS } from '#capabilities/challenges/form.ts';

const schema = z.object({
	part: z.enum(PARTS),
	personId: id,
	dueOn: date.optional(),
	message: optionalText(1000)
});

export const load = async ({ locals: { ctx }, params, url }) => {
	const run = await accessInitiative(ctx, params.slug, editInitiative);
	const part = url.searchParams.get('part') ?? '';
	const people = await assignable(ctx.db, run);
	return {
		people: people.filter((person) => person.id !== ctx.actor.personId),
		part: isPart(part) ? part : 'evidence'
	};
};

export const actions = {
	default: formAction({
		schema,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, data, { params }) => {
			await askForPart(ctx, params.slug!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/challenge`, flash: 'challenges.ask.done' };
		}
	})
};
