import { toLang } from '#platform/i18n/text.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, facilitateInitiative } from '#capabilities/initiatives/index.ts';
import { citeForm, emptyForm, summaryForm } from '#capabilities/insights/form.ts';
import { publishSummary, saveSummary, summaryPage, unciteInsight } from '#capabilities/insights/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { draft, published, sources } = await summaryPage(ctx, params.slug);
	const textLang = toLang(url.searchParams.get('in'), draft?.body.o ?? ctx.lang);
	return { draft, published, sources, textLang };
};

type Ctx = App.Locals['ctx'];
type Params = { params: { slug?: string } };
const door = (ctx: Ctx, { params }: Params) => accessInitiative(ctx, params.slug!, facilitateInitiative);
const path = (ctx: Ctx, { params }: Params) =>
	`/${ctx.lang}/initiatives/${params.slug}/work/insights/summary`;

export const actions = {
	save: formAction({
		id: 'save',
		schema: summaryForm,
		door,
		run: async (ctx, data, event) => {
			await saveSummary(ctx, event.params.slug!, data);
			return { to: `${path(ctx, event)}?in=${data.textLang}`, flash: 'insights.flash.saved' as const };
		}
	}),
	uncite: formAction({
		id: 'uncite',
		schema: citeForm,
		door,
		run: async (ctx, data, event) => {
			await unciteInsight(ctx, event.params.slug!, data.insight);
			return { to: `${path(ctx, event)}#sources` };
		}
	}),
	publish: formAction({
		id: 'publish',
		schema: emptyForm,
		door,
		run: async (ctx, _data, event) => {
			const { mailed } = await publishSummary(ctx, event.params.slug!);
			return { to: path(ctx, event), flash: 'insights.flash.summary' as const, params: { n: mailed } };
		}
	})
};
