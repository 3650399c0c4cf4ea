import { z } from 'zod';
import { longText, money } from '#platform/forms/fields.ts';
import { translator } from '#platform/i18n/index.ts';
import { ownText, readText } from '#platform/i18n/text.ts';
import { countyOptions, municipalityOptions } from '#platform/places/index.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { THEMES, themeKey } from '#platform/themes/index.ts';
import {
	accessInitiative,
	describeInitiative,
	editInitiative,
	leadInitiative,
	passagesOf,
	stopInitiative,
	workInInitiative
} from '#capabilities/initiatives/index.ts';
import { describeShape } from '#capabilities/initiatives/form.ts';
import { methodVersion } from '#capabilities/methods/index.ts';
import { plainText } from '#platform/i18n/text.ts';

const describeSchema = z.object({
	...describeShape,
	budget: money.optional(),
	titleWas: z.string().max(400).default(''),
	summaryWas: z.string().max(2000).default('')
});

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	const t = translator(ctx.lang);
	const { definition } = await methodVersion(ctx.db, run.methodVersionId);
	const phaseName = (key: string | null) => {
		const phase = definition.phases.find((candidate) => candidate.key === key);
		return phase ? plainText(phase.name, ctx.lang) : (key ?? '');
	};
	return {
		values: {
			title: ownText(run.title, ctx.lang),
			titleWas: ownText(run.title, ctx.lang),
			summary: ownText(run.summary, ctx.lang),
			summaryWas: ownText(run.summary, ctx.lang),
			municipality: run.municipality,
			county: run.municipality ? null : run.county,
			placeName: run.placeName,
			themes: run.themes
		},
		original: { title: readText(run.title, ctx.lang), summary: readText(run.summary, ctx.lang) },
		budgetMinor: run.budgetMinor,
		municipalities: municipalityOptions(ctx.lang),
		counties: countyOptions(ctx.lang),
		themes: THEMES.map((theme) => ({ value: theme, label: t(themeKey(theme)) })),
		passages: (await passagesOf(ctx, run.id)).map((passage) => ({
			...passage,
			from: phaseName(passage.from),
			to: passage.to ? phaseName(passage.to) : null
		}))
	};
};

export const actions = {
	describe: formAction({
		id: 'describe',
		schema: describeSchema,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, editInitiative),
		run: async (ctx, { budget, ...data }, { params }) => {
			await describeInitiative(ctx, params.slug!, { ...data, budgetMinor: budget ?? null });
			return {
				to: `/${ctx.lang}/initiatives/${params.slug}/work/settings`,
				flash: 'initiatives.settings.saved'
			};
		}
	}),
	stop: formAction({
		id: 'stop',
		schema: z.object({ reason: longText(2000, 10) }),
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, leadInitiative),
		run: async (ctx, data, { params }) => {
			await stopInitiative(ctx, params.slug!, data);
			return { to: `/${ctx.lang}/initiatives/${params.slug}/work`, flash: 'initiatives.settings.stopped' };
		}
	})
};
