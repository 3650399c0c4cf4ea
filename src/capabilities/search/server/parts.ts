import { sql, type RawBuilder } from 'kysely';
import { beside, newestOf, type Shape } from './source.ts';

/** Something that a team works with until it is published: `open` and `work` are where it is read and written. */
interface Part extends Pick<Shape, 'name' | 'kind' | 'title' | 'body' | 'until'> {
	/** After `x`, which is the part. */
	table: RawBuilder<unknown>;
	/** When it was published, or null. */
	published: RawBuilder<unknown>;
	/** What it is dated by before that. */
	written: RawBuilder<unknown>;
	open: RawBuilder<unknown>;
	work: RawBuilder<unknown>;
	id?: string;
	vector?: string;
	also?: RawBuilder<unknown>;
}

function partOf(own: RawBuilder<unknown>, part: Part): Shape {
	const { name, kind, title, body, until, published, written, open, work, also } = part;
	return {
		name,
		kind,
		title,
		body,
		until,
		from: sql`${part.table} ${beside}`,
		seen: sql`((${published} is not null and i.published_at is not null) or ${own}) and ${also ?? sql`true`}`,
		id: part.id ?? 'x.id',
		row: 'x.id',
		vector: part.vector ?? 'x.found_by',
		draft: sql`${published} is null`,
		at: sql`coalesce(${published}, ${written})`,
		path: sql`case when ${published} is null then ${work} else ${open} end`
	};
}

/** What hangs on an initiative and is published on its own. */
export function parts(own: RawBuilder<unknown>): Shape[] {
	const published = sql`x.published_at`;
	const both = ['a', 'x'] as const;
	const all: Part[] = [
		{
			name: 'procurement',
			kind: 'procurement',
			table: sql`procurement x left join procurement_publication pub on pub.procurement_id = x.id`,
			published: sql`pub.published_at`,
			written: sql`x.created_at`,
			title: sql`x.title`,
			body: sql`x.aim`,
			open: sql`'/procurement/' || x.id`,
			work: sql`'/work/procurement/' || x.id`,
			until: sql`(select r.tenders_until from procurement_round r where r.procurement_id = x.id
				and r.published_at is not null order by r.number desc limit 1)`
		},
		...both.map((of): Part => ({
			name: `workshop-${of}`,
			kind: 'workshop',
			table: sql`workshop x join activity a on a.id = x.id and a.kind = 'workshop' and a.cancelled_at is null`,
			vector: `${of}.found_by`,
			published: sql`a.published_at`,
			written: sql`a.starts_at`,
			title: sql`a.title`,
			body: sql`x.about`,
			open: sql`'/workshops/' || x.id`,
			work: sql`'/work/workshops/' || x.id`,
			until: sql`a.starts_at`
		})),
		{
			name: 'insight',
			kind: 'insight',
			id: 'i.id',
			table: sql`insight_summary x`,
			published,
			written: sql`x.updated_at`,
			title: sql`null::jsonb`,
			body: sql`x.body`,
			open: sql`'/insights'`,
			work: sql`'/work/insights/summary'`,
			also: sql`(x.published_at is null or ${newestOf('insight_summary', 'initiative_id', 'number')})`
		},
		...both.map((of): Part => ({
			name: `agreement-${of}`,
			kind: 'agreement',
			table: sql`agreement x join activity a on a.id = x.id and a.kind = 'agreement'`,
			vector: `${of}.found_by`,
			published,
			written: sql`x.updated_at`,
			title: sql`a.title`,
			body: sql`x.purpose`,
			open: sql`'/agreements/' || x.id`,
			work: sql`'/work/agreements/' || x.id`
		})),
		{
			name: 'indicator',
			kind: 'effect',
			table: sql`indicator x`,
			published,
			written: sql`x.updated_at`,
			title: sql`x.name`,
			body: sql`x.definition`,
			open: sql`'/effects'`,
			work: sql`'/work/effects'`,
			also: sql`x.retired_at is null`
		},
		{
			name: 'conclusion',
			kind: 'effect',
			id: 'i.id',
			table: sql`effect_conclusion x`,
			published,
			written: sql`x.created_at`,
			title: sql`null::jsonb`,
			body: sql`x.body`,
			open: sql`'/effects'`,
			work: sql`'/work/effects'`,
			also: sql`(x.published_at is null or ${newestOf('effect_conclusion', 'initiative_id', 'published_at')})`
		},
		{
			name: 'lesson',
			kind: 'lesson',
			table: sql`lesson x`,
			published,
			written: sql`x.created_at`,
			title: sql`x.title`,
			body: sql`x.body`,
			open: sql`'/spread'`,
			work: sql`'/work/spread/' || x.id`
		}
	];
	return all.map((part) => partOf(own, part));
}
