import { notFound } from '#platform/errors/index.ts';
import { readableVersions } from '#capabilities/challenges/index.ts';
import { changesBetween } from '#capabilities/challenges/rules.ts';

export const load = async ({ locals: { ctx }, params, url }) => {
	const { run, versions } = await readableVersions(ctx, params.slug);
	const named = (name: string) => versions.find((v) => v.number === Number(url.searchParams.get(name)));
	const to = named('to') ?? versions[0];
	const from = named('from') ?? versions.at(-1);
	if (!from || !to) throw notFound();
	return {
		run: { slug: run.slug, title: run.title },
		from: from.number,
		to: to.number,
		versions: versions.map(({ number, madeAt }) => ({ number, madeAt })),
		changes: changesBetween(from, to)
	};
};
