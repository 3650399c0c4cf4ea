import { notFound } from '#platform/errors/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, editInitiative } from '#capabilities/initiatives/index.ts';
import { editLesson, laterVersions, listLessons } from '#capabilities/spread/index.ts';
import { lessonForm } from '#capabilities/spread/form.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, editInitiative);
	const lesson = (await listLessons(ctx.db, run.id, false)).find((one) => one.id === params.id);
	if (!lesson) throw notFound();
	return { lesson, versions: await laterVersions(ctx.db, run.methodVersionId) };
};

export const actions = {
	default: formAction({
		schema: lessonForm,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, data, { params }) => {
			await editLesson(ctx, params.slug!, params.id!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work/spread`, flash: 'spread.lesson.saved' };
		}
	})
};
