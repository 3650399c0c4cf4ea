import { sql } from 'kysely';
import type { z } from 'zod';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { uuids } from '#platform/server/db/lists.ts';
import { accessInitiative, allKinds, phaseStates } from '#capabilities/initiatives/index.ts';
import { methodVersion } from '#capabilities/methods/index.ts';
import type { Sector } from '#capabilities/actors/index.ts';
import { listConclusions } from '#capabilities/effects/index.ts';
import type { initiative, initiativeDetail } from '../shapes.ts';
import { paged, type Cut } from './paged.ts';
import { isoOf, pagesOf, wordsIn, wordsOf } from './words.ts';

type Shape = z.input<typeof initiative>;

interface Row {
	id: string;
	at: Date;
	slug: string;
	title: unknown;
	summary: unknown;
	organisation_id: string;
	organisation_slug: string;
	organisation_name: string;
	country: string;
	municipality: string | null;
	county: string | null;
	place_name: string | null;
	themes: string[];
	method_key: string;
	method_number: number;
	current_phase: string;
	closed_as: 'finished' | 'stopped' | null;
	closed_at: Date | null;
	budget_minor: number | null;
	currency: string;
}

export interface InitiativeFilter extends Cut {
	theme?: string;
	county?: string;
	status?: 'ongoing' | 'finished' | 'stopped';
	slug?: string;
}

/** Published initiatives, the newest first. */
export async function initiatives({ db }: Context, filter: InitiativeFilter) {
	const page = await paged<Row>(db, published(filter), filter);
	return { items: page.rows.map(toShape), after: page.after };
}

function published({ theme, county, status, slug }: InitiativeFilter) {
	return sql`
		select i.id, i.published_at as at, i.slug, i.title, i.summary, i.organisation_id, o.slug as organisation_slug,
			o.name as organisation_name, i.country, i.municipality, i.county, i.place_name, i.themes, m.key as method_key,
			v.number as method_number, i.current_phase, i.closed_as, i.closed_at, i.currency,
			-- what was published with the challenge, not what the team works on
			(select cv.budget_minor from challenge c join challenge_publication p on p.challenge_id = c.id
				join challenge_version cv on cv.id = p.version_id where c.initiative_id = i.id
				order by p.published_at desc limit 1) as budget_minor
		from initiative i join organisation o on o.id = i.organisation_id
		join method_version v on v.id = i.method_version_id join method m on m.id = v.method_id
		where i.published_at is not null
			and (${theme ?? null}::text is null or ${theme ?? null} = any(i.themes))
			and (${county ?? null}::text is null or i.county = ${county ?? null})
			and (${slug ?? null}::text is null or i.slug = ${slug ?? null})
			and (${status ?? null}::text is null or coalesce(i.closed_as, 'ongoing') = ${status ?? null})`;
}

function toShape(row: Row): Shape {
	return {
		id: row.id,
		slug: row.slug,
		title: wordsIn(row.title),
		summary: wordsOf(row.summary),
		owner: { id: row.organisation_id, slug: row.organisation_slug, name: row.organisation_name },
		place: {
			country: row.country,
			municipality: row.municipality,
			county: row.county,
			name: row.place_name
		},
		themes: row.themes as Shape['themes'],
		method: { key: row.method_key, version: row.method_number },
		phase: row.current_phase,
		status: row.closed_as ?? 'ongoing',
		budgetMinor: row.budget_minor,
		currency: row.currency,
		publishedAt: row.at.toISOString(),
		closedAt: isoOf(row.closed_at),
		pages: pagesOf(`/initiatives/${row.slug}`)
	};
}

/** @throws AppError not-found, also for drafts */
export async function oneInitiative(ctx: Context, slug: string): Promise<z.input<typeof initiativeDetail>> {
	const run = await accessInitiative(ctx, slug);
	const { items } = await initiatives(ctx, { slug, limit: 1 });
	if (!items[0]) throw notFound();
	const states = await phaseStates(ctx.db, run, await methodVersion(ctx.db, run.methodVersionId));
	const conclusion = (await listConclusions(ctx.db, run.id)).find((one) => one.publishedAt);
	return {
		...items[0],
		phases: states.map(({ key, name, state, plannedStart, plannedEnd, passedAt }) => ({
			key,
			name: wordsIn(name),
			state,
			plannedStart,
			plannedEnd,
			passedAt: isoOf(passedAt)
		})),
		takingPart: await takingPart(ctx.db, run.id),
		conclusion: conclusion
			? {
					verdict: conclusion.verdict,
					text: wordsIn(conclusion.body),
					caveats: wordsOf(conclusion.caveats),
					publishedAt: conclusion.publishedAt!.toISOString()
				}
			: null
	};
}

async function takingPart(db: DbOrTx, id: string) {
	const found = await Promise.all(allKinds().map((kind) => kind.organisationsTakingPart(db, [id])));
	const ids = [...new Set(found.flatMap((each) => each.get(id) ?? []))];
	if (ids.length === 0) return [];
	const { rows } = await sql<{ id: string; slug: string; name: string; sector: Sector }>`
		select id, slug, name, sector from organisation where id = any(${uuids(ids)}) and hidden_at is null
		order by name collate "sv-SE-x-icu", id`.execute(db);
	return rows;
}
