import { toLang } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { facilitateWorkshop } from '#capabilities/workshops/index.ts';
import {
	automaticForm,
	openForm,
	paperForm,
	releaseForm,
	sessionForm,
	webForm
} from '#capabilities/insights/form.ts';
import {
	capturePage,
	changeMany,
	closeSession,
	openSession,
	openWebForm,
	releaseInsights,
	setAutomatic,
	typeInPaper
} from '#capabilities/insights/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { workshop } = await facilitateWorkshop(ctx, params.slug, params.id);
	const page = await capturePage(ctx, params.slug, params.id);
	return { workshop, ...page, automaticAsked: url.searchParams.has('automatic'), textLang: toLang(ctx.lang) };
};

type Ctx = App.Locals['ctx'];
type Params = { params: { slug?: string; id?: string } };
const door = (ctx: Ctx, { params }: Params) => facilitateWorkshop(ctx, params.slug!, params.id!);
const path = (ctx: Ctx, { params }: Params) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/workshops/${params.id}/capture`;

export const actions = {
	open: formAction({
		id: 'open',
		schema: openForm,
		door,
		run: async (ctx, data, event) => {
			await openSession(ctx, event.params.slug!, event.params.id!, data);
			return { to: path(ctx, event), flash: 'insights.flash.opened' as const };
		}
	}),
	web: formAction({
		id: 'web',
		schema: webForm,
		door,
		run: async (ctx, data, event) => {
			await openWebForm(ctx, event.params.slug!, event.params.id!, data);
			return { to: `${path(ctx, event)}#web`, flash: 'insights.flash.form-opened' as const };
		}
	}),
	close: formAction({
		id: 'close',
		schema: sessionForm,
		door,
		run: async (ctx, data, event) => {
			await closeSession(ctx, event.params.slug!, event.params.id!, data.session);
			return { to: path(ctx, event), flash: 'insights.flash.closed' as const };
		}
	}),
	automatic: formAction({
		id: 'automatic',
		schema: automaticForm,
		door,
		run: async (ctx, data, event) => {
			await setAutomatic(ctx, event.params.slug!, event.params.id!, data.session, data.automatic === 'on');
			return { to: path(ctx, event) };
		}
	}),
	release: formAction({
		id: 'release',
		schema: releaseForm,
		door,
		run: async (ctx, data, event) => {
			const { released } = await releaseInsights(ctx, event.params.slug!, event.params.id!, data);
			return { to: path(ctx, event), flash: 'insights.flash.released' as const, params: { n: released } };
		}
	}),
	hide: formAction({
		id: 'hide',
		schema: releaseForm,
		door,
		run: async (ctx, data, event) => {
			await changeMany(ctx, event.params.slug!, { insight: data.insight, act: 'hide' });
			return { to: path(ctx, event), flash: 'insights.flash.hidden' as const };
		}
	}),
	paper: formAction({
		id: 'paper',
		schema: paperForm,
		door,
		run: async (ctx, data, event) => {
			const { added } = await typeInPaper(ctx, event.params.slug!, event.params.id!, data);
			return {
				to: `${path(ctx, event)}#paper`,
				flash: 'insights.flash.typed' as const,
				params: { n: added }
			};
		}
	})
};
