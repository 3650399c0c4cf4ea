import { formAction } from '#platform/server/http/form-action.ts';
import { accessInitiative, facilitateInitiative } from '#capabilities/initiatives/index.ts';
import { bulkForm } from '#capabilities/insights/form.ts';
import {
	changeMany,
	KINDS,
	listInsights,
	SCOPES,
	STATES,
	type ListFilter
} from '#capabilities/insights/index.ts';

const only = <T extends string>(values: string[], known: readonly T[]) =>
	values.filter((value): value is T => (known as readonly string[]).includes(value));

export const load = async ({ locals: { ctx }, params, url }) => {
	const query = url.searchParams;
	const filter: ListFilter = {
		q: query.get('q')?.slice(0, 200) || undefined,
		kind: only(query.getAll('kind'), KINDS),
		scope: only(query.getAll('scope'), SCOPES),
		theme: query.getAll('theme').slice(0, 30),
		workshop: query.getAll('workshop').filter((id) => /^[0-9a-f-]{36}$/.test(id)),
		state: only(query.getAll('state'), STATES)[0],
		page: Math.max(1, Math.min(2000, Number(query.get('page')) || 1))
	};
	const { initiative: _initiative, ...page } = await listInsights(ctx, params.slug, filter);
	return { ...page, filter, search: url.search };
};

export const actions = {
	default: formAction({
		id: 'bulk',
		schema: bulkForm,
		door: (ctx, event) => accessInitiative(ctx, event.params.slug!, facilitateInitiative),
		run: async (ctx, data, { params, url }) => {
			const into = await changeMany(ctx, params.slug!, data);
			const list = `/${ctx.lang}/initiatives/${params.slug}/work/insights`;
			// What became of them is seen, and undone, where they are gathered.
			if (into)
				return {
					to: `${list}/${into}`,
					flash: 'insights.flash.merged' as const,
					params: { n: data.insight.length }
				};
			return {
				to: `${list}${url.search}`,
				flash: 'insights.flash.changed' as const,
				params: { n: data.insight.length }
			};
		}
	})
};
