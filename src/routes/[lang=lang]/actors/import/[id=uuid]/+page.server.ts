import { authorize } from '#platform/access/index.ts';
import type { Context } from '#platform/server/context.ts';
import { formAction } from '#platform/server/http/form-action.ts';
import { translator } from '#platform/i18n/index.ts';
import {
	backToMapping,
	cancelImport,
	checkImport,
	confirmImport,
	ENCODINGS,
	FIELD_KEYS,
	IMPORT_FIELDS,
	importPage,
	importPermission,
	mappingForm,
	OUTCOME_KEYS,
	readingForm,
	rereadImport
} from '#capabilities/actors/index.ts';
import { emptyForm } from '#capabilities/actors/form.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async ({ locals: { ctx }, params, url }) => {
	const found = await importPage(
		ctx,
		params.id,
		Math.max(1, Math.trunc(Number(url.searchParams.get('page'))) || 1)
	);
	const t = translator(ctx.lang);
	return {
		...found,
		rows: found.rows.map((row) => ({ ...row, outcome: t(OUTCOME_KEYS[row.outcome]) })),
		fields: IMPORT_FIELDS.map((field) => ({
			name: `column-${field}`,
			label: t(FIELD_KEYS[field]),
			index: found.mapping[field]
		})),
		encodings: [...ENCODINGS]
	};
};

const door = (ctx: Context) => authorize(ctx, importPermission, null);
const here = (ctx: Context, { params }: RequestEvent) => `/${ctx.lang}/actors/import/${params.id}`;

export const actions: Actions = {
	read: formAction({
		schema: readingForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await rereadImport(ctx, event.params.id, data);
			return { to: here(ctx, event) };
		}
	}),
	check: formAction({
		schema: mappingForm,
		door,
		run: async (ctx, data, event: RequestEvent) => {
			await checkImport(ctx, event.params.id, data);
			return { to: here(ctx, event) };
		}
	}),
	back: formAction({
		schema: emptyForm,
		door,
		run: async (ctx, _data, event: RequestEvent) => {
			await backToMapping(ctx, event.params.id);
			return { to: here(ctx, event) };
		}
	}),
	confirm: formAction({
		schema: emptyForm,
		door,
		run: async (ctx, _data, event: RequestEvent) => {
			await confirmImport(ctx, event.params.id);
			return { to: here(ctx, event) };
		}
	}),
	cancel: formAction({
		schema: emptyForm,
		door,
		run: async (ctx, _data, event: RequestEvent) => {
			await cancelImport(ctx, event.params.id);
			return { to: `/${ctx.lang}/actors/import`, flash: 'actors.import.cancelled' };
		}
	})
};
