import { translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import {
	differencesBetween,
	openMethod,
	publishedVersions,
	sayDifferences
} from '#capabilities/methods/index.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const method = await openMethod(ctx, params.key);
	const versions = await publishedVersions(ctx.db, method.id);
	const wanted = (name: string) => Number(url.searchParams.get(name)) || null;
	const to = versions.find(({ number }) => number === wanted('to')) ?? versions[0]!;
	const from =
		versions.find(({ number }) => number === wanted('from')) ??
		versions.find(({ number }) => number < to.number) ??
		to;
	return {
		key: method.key,
		name: plainText(versions[0]!.definition.name, ctx.lang),
		versions: versions.map(({ number, publishedAt, note }) => ({ number, publishedAt, note })),
		from: from.number,
		to: to.number,
		differences: sayDifferences(differencesBetween(from.definition, to.definition), translator(ctx.lang))
	};
};
