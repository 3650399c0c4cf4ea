import { z } from 'zod';
import { longText, money } from '#platform/forms/fields.ts';
import { translator } from '#platform/i18n/index.ts';
import { ownText, plainText, readText } from '#platform/i18n/text.ts';
import { countyOptions, municipalityOptions } from '#platform/places/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { THEMES, themeKey } from '#platform/themes/index.ts';
import {
	accessInitiative,
	describeInitiative,
	editInitiative,
	leadInitiative,
	movesOf,
	passagesOf,
	stopInitiative,
	workInInitiative
} from '#capabilities/initiatives/index.ts';
import { describeShape } from '#capabilities/initiatives/form.ts';
import { methodVersion, methodVersions } from '#capabilities/methods/index.ts';

const describeSchema = z.object({
	...describeShape,
	budget: money.optional(),
	titleWas: z.string().max(400).default(''),
	summaryWas: z.string().max(2000).default('')
});

/** Gates passed and moves between versions of the method, in the order of time. */
async function historyOf(ctx: Context, id: string) {
	const passages = await passagesOf(ctx, id);
	const versions = await methodVersions(
		ctx.db,
		passages.map((passage) => passage.methodVersionId)
	);
	// As the version called them when the gate was passed: a later one may not have them.
	const name = (version: string, key: string) =>
		plainText(versions.get(version)?.definition.phases.find((phase) => phase.key === key)?.name, ctx.lang) ||
		key;
	const gates = passages.map((passage) => ({
		type: 'gate' as const,
		at: passage.at,
		by: passage.by,
		from: name(passage.methodVersionId, passage.from),
		to: passage.to && name(passage.methodVersionId, passage.to),
		reason: passage.exemptionReason
	}));
	const moves = (await movesOf(ctx, id)).map((move) => ({ type: 'move' as const, ...move }));
	return [...gates, ...moves].sort((a, b) => a.at.getTime() - b.at.getTime());
}

export const load = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	const t = translator(ctx.lang);
	const method = await methodVersion(ctx.db, run.methodVersionId);
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
		method: { name: plainText(method.definition.name, ctx.lang), number: method.number },
		history: await historyOf(ctx, run.id)
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
