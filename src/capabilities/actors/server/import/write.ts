import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { municipalityName } from '#platform/places/index.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { slugOf } from '../../rules.ts';
import { searchText } from '../search-text.ts';
import type { PlannedRow, Written } from './plan.ts';

const COLUMNS = sql`name text, sector text, org_number text, sole_trader boolean, country text, municipality text,
	county text, region text, about jsonb, offers jsonb, needs jsonb, website text, themes text[],
	target_groups text[], search_text text`;
const NAMES = sql`name, sector, org_number, sole_trader, country, municipality, county, region, about, offers, needs,
	website, themes, target_groups, search_text`;

type Writing = PlannedRow & { written: Written };

/** Enters a batch of new organisations in one statement and gives each row its organisation's id. */
export async function insertBatch(tx: Tx, rows: Writing[], createdBy: string | null): Promise<void> {
	const slugs = await freeSlugs(
		tx,
		rows.map((row) => row.written)
	);
	for (const row of rows) row.organisationId = randomUUID();
	const values = rows.map((row, index) => ({
		id: row.organisationId,
		slug: slugs[index],
		...columns(row.written)
	}));
	await sql`
		insert into organisation (id, slug, created_by, ${NAMES})
		select id, slug, ${createdBy}::uuid, ${NAMES}
		from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(id uuid, slug text, ${COLUMNS})`.execute(tx);
}

/** Writes a batch of changes in one statement. */
export async function updateBatch(tx: Tx, rows: Writing[]): Promise<void> {
	const values = rows.map((row) => ({ id: row.organisationId, ...columns(row.written) }));
	await sql`
		update organisation o set (${NAMES}, updated_at) = (select ${sql.raw(
			'r.name, r.sector, r.org_number, r.sole_trader, r.country, r.municipality, r.county, r.region, r.about, r.offers, r.needs, r.website, r.themes, r.target_groups, r.search_text'
		)}, clock_timestamp())
		from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as r(id uuid, ${COLUMNS}) where r.id = o.id`.execute(
		tx
	);
}

function columns(written: Written) {
	return { ...written, search_text: searchText({ ...written, targetGroups: written.target_groups }) };
}

/** An address for each: the plain one, with the municipality, or with letters at random. */
async function freeSlugs(tx: Tx, rows: Written[]): Promise<string[]> {
	const choices = rows.map((row) => {
		const slug = slugOf(row.name);
		return [slug, ...(row.municipality ? [`${slug}-${slugOf(municipalityName(row.municipality))}`] : [])];
	});
	const taken = await tx
		.selectFrom('organisation')
		.select('slug')
		.where('slug', 'in', choices.flat())
		.execute();
	const used = new Set(taken.map((row) => row.slug));
	return choices.map((options) => {
		const slug =
			options.find((option) => !used.has(option)) ?? `${options[0]}-${randomBytes(4).toString('hex')}`;
		used.add(slug);
		return slug;
	});
}
