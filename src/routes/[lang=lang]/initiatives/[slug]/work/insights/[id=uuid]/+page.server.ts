import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, facilitateInitiative } from '#capabilities/initiatives/index.ts';
import {
	emptyForm,
	maskForm,
	outcomeForm,
	translateForm,
	unmergeForm,
	wordingForm
} from '#capabilities/insights/form.ts';
import {
	answerInsight,
	changeMany,
	editInsight,
	insightPage,
	maskInsight,
	readOriginal,
	translateInsight,
	unmergeInsight
} from '#capabilities/insights/index.ts';

export const load = async ({ locals: { ctx }, params }) => {
	const { initiative: _initiative, ...page } = await insightPage(ctx, params.slug, params.id);
	return page;
};

type Ctx = App.Locals['ctx'];
type Params = { params: { slug?: string; id?: string } };
const door = (ctx: Ctx, { params }: Params) => accessInitiative(ctx, params.slug!, facilitateInitiative);
const path = (ctx: Ctx, { params }: Params) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/insights/${params.id}`;
const done = (ctx: Ctx, event: Params) => ({ to: path(ctx, event), flash: 'insights.flash.saved' as const });

export const actions = {
	edit: formAction({
		id: 'edit',
		schema: wordingForm,
		door,
		run: async (ctx, data, event) => {
			await editInsight(ctx, event.params.slug!, event.params.id!, data);
			return done(ctx, event);
		}
	}),
	mask: formAction({
		id: 'mask',
		schema: maskForm,
		door,
		run: async (ctx, data, event) => {
			await maskInsight(ctx, event.params.slug!, event.params.id!, data);
			return done(ctx, event);
		}
	}),
	translate: formAction({
		id: 'translate',
		schema: translateForm,
		door,
		run: async (ctx, data, event) => {
			await translateInsight(ctx, event.params.slug!, event.params.id!, data);
			return done(ctx, event);
		}
	}),
	answer: formAction({
		id: 'answer',
		schema: outcomeForm,
		door,
		run: async (ctx, data, event) => {
			await answerInsight(ctx, event.params.slug!, event.params.id!, data);
			return done(ctx, event);
		}
	}),
	unmerge: formAction({
		id: 'unmerge',
		schema: unmergeForm,
		door,
		run: async (ctx, data, event) => {
			await unmergeInsight(ctx, event.params.slug!, data.insight ?? event.params.id!);
			return { to: path(ctx, event), flash: 'insights.flash.unmerged' as const };
		}
	}),
	hide: formAction({
		id: 'hide',
		schema: emptyForm,
		door,
		run: async (ctx, _data, event) => {
			await changeMany(ctx, event.params.slug!, { insight: [event.params.id!], act: 'hide' });
			return done(ctx, event);
		}
	}),
	show: formAction({
		id: 'show',
		schema: emptyForm,
		door,
		run: async (ctx, _data, event) => {
			await changeMany(ctx, event.params.slug!, { insight: [event.params.id!], act: 'show' });
			return done(ctx, event);
		}
	}),
	// Answers with the words instead of a redirect: they are shown once, and that somebody looked is logged.
	original: async ({
		locals: { ctx },
		params
	}: {
		locals: App.Locals;
		params: { slug: string; id: string };
	}) => ({
		id: 'original',
		original: await readOriginal(ctx, params.slug, params.id),
		values: undefined,
		errors: undefined,
		message: undefined
	})
};
