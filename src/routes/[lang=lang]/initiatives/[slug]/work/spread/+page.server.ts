import { z } from 'zod';
import { can } from '#platform/access/index.ts';
import { id } from '#platform/forms/fields.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import type { Context } from '#platform/server/context.ts';
import { searchByName } from '#capabilities/actors/index.ts';
import {
	accessInitiative,
	editInitiative,
	leadInitiative,
	workInInitiative
} from '#capabilities/initiatives/index.ts';
import {
	confirmReuse,
	declineReuse,
	laterVersions,
	listLessons,
	listReuse,
	publishLesson,
	tellOfReuse,
	writeLesson
} from '#capabilities/spread/index.ts';
import { declineForm, lessonForm, reuseForm } from '#capabilities/spread/form.ts';
import type { RequestEvent } from './$types';

export const load = async ({ locals: { ctx }, params, url }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	const q = url.searchParams.get('q')?.trim() ?? '';
	const [lessons, reuse, versions, found] = await Promise.all([
		listLessons(ctx.db, run.id, false),
		listReuse(ctx.db, run.id, false),
		laterVersions(ctx.db, run.methodVersionId),
		q.length > 1 ? searchByName(ctx.db, q, ctx.lang) : []
	]);
	return {
		lessons,
		reuse,
		versions,
		q,
		found: found.map(({ id, name }) => ({ id, name })),
		mayEdit: can(ctx.actor, editInitiative, run),
		mayPublish: can(ctx.actor, leadInitiative, run)
	};
};

const door = (ctx: Context, event: RequestEvent) => accessInitiative(ctx, event.params.slug, editInitiative);
const here = (ctx: Context, event: RequestEvent) =>
	`/${ctx.lang}/initiatives/${event.params.slug}/work/spread`;

export const actions = {
	write: formAction({
		id: 'write',
		schema: lessonForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await writeLesson(ctx, event.params.slug, data);
			return { to: here(ctx, event), flash: 'spread.lesson.saved' };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: z.object({ lesson: id }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await publishLesson(ctx, event.params.slug, data.lesson);
			return { to: here(ctx, event), flash: 'spread.lesson.published' };
		}
	}),
	tell: formAction({
		id: 'tell',
		schema: reuseForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await tellOfReuse(ctx, event.params.slug, data);
			return { to: here(ctx, event), flash: 'spread.reuse.confirmed' };
		}
	}),
	confirm: formAction({
		id: 'confirm',
		schema: z.object({ reuse: id }),
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await confirmReuse(ctx, event.params.slug, data.reuse);
			return { to: here(ctx, event), flash: 'spread.reuse.confirmed' };
		}
	}),
	decline: formAction({
		id: 'decline',
		schema: declineForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await declineReuse(ctx, event.params.slug, data.reuse, data.reason);
			return { to: here(ctx, event), flash: 'spread.reuse.declined' };
		}
	})
};
