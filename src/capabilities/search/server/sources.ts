import { sql, type RawBuilder } from 'kysely';
import { hasPlatformRole, isSignedIn, type Actor } from '#platform/access/index.ts';
import { toSource, type Shape, type Source, type Wanted } from './source.ts';

/**
 * The initiative `i` is the asker's own, so that they find its drafts: the same people whom `viewInitiative` and
 * `workInInitiative` let in. `search.test.ts` holds this condition against those rules.
 */
export function ownInitiative(actor: Actor): RawBuilder<boolean> {
	if (!isSignedIn(actor)) return sql<boolean>`false`;
	if (hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator'))
		return sql<boolean>`true`;
	const organisations = actor.memberships.map((one) => one.organisationId);
	return sql<boolean>`(i.organisation_id = any(${organisations}::uuid[]) or exists (
		select from team_member m where m.initiative_id = i.id and m.person_id = ${actor.personId} and m.ended_at is null))`;
}

/** The initiative `i` may be seen by the asker. */
export const seenInitiative = (actor: Actor) => sql`(i.published_at is not null or ${ownInitiative(actor)})`;

export function sources(actor: Actor, wanted: Wanted): Source[] {
	const own = ownInitiative(actor);
	const seen = seenInitiative(actor);
	return [
		...initiatives(seen),
		...challenges(own, seen),
		...calls(own, seen),
		...parts(own),
		method,
		organisation(wanted)
	].map((shape) => toSource(shape, wanted));
}

const no = sql`false`;
const nothing = sql`''`;
const beside = sql`join initiative i on i.id = x.initiative_id`;
/** The newest by far is what is read; earlier ones are history. */
const newestOf = (
	table: string,
	of: string,
	order: string
) => sql`not exists (select from ${sql.table(table)} later
	where later.${sql.ref(of)} = x.${sql.ref(of)} and later.published_at is not null and later.${sql.ref(order)} > x.${sql.ref(order)})`;

/** An initiative as one thing found, whatever it was found by. */
export const aboutInitiative = {
	kind: 'initiative',
	id: 'i.id',
	row: 'i.id',
	draft: sql`i.published_at is null`,
	at: sql`coalesce(i.published_at, i.created_at)`,
	title: sql`i.title`,
	body: sql`i.summary`,
	path: nothing,
	themes: sql`i.themes`
} as const;

function initiatives(seen: RawBuilder<unknown>): Shape[] {
	const about = aboutInitiative;
	const whole = sql`i.parent_activity_id is null and ${seen}`;
	return [
		{ ...about, name: 'initiative', from: sql`initiative i`, vector: 'i.found_by', seen: whole },
		{
			...about,
			name: 'owned',
			from: sql`organisation o join initiative i on i.organisation_id = o.id`,
			vector: 'o.name_vector',
			seen: sql`o.hidden_at is null and ${whole}`
		}
	];
}

function challenges(own: RawBuilder<unknown>, seen: RawBuilder<unknown>): Shape[] {
	const about = {
		kind: 'initiative',
		id: 'i.id',
		row: 'x.id',
		vector: 'x.found_by',
		title: sql`i.title`,
		body: sql`x.content->'texts'`
	} as const;
	return [
		{
			...about,
			name: 'challenge',
			from: sql`challenge_version x join challenge c on c.id = x.challenge_id join initiative i on i.id = c.initiative_id`,
			seen: sql`${seen} and x.id = (select p.version_id from challenge_publication p
				where p.challenge_id = c.id order by p.published_at desc limit 1)`,
			draft: sql`i.published_at is null`,
			at: sql`i.published_at`,
			path: sql`'/challenge'`
		},
		{
			...about,
			name: 'challenge-draft',
			from: sql`challenge x ${beside}`,
			seen: own,
			draft: sql`true`,
			at: sql`x.updated_at`,
			path: sql`'/work/challenge'`
		}
	];
}

function calls(own: RawBuilder<unknown>, seen: RawBuilder<unknown>): Shape[] {
	return [
		{
			kind: 'rfi',
			name: 'rfi',
			from: sql`rfi_version x join rfi r on r.id = x.rfi_id join activity a on a.id = r.id join initiative i on i.id = r.initiative_id`,
			seen: sql`a.cancelled_at is null and ${seen} and ${newestOf('rfi_version', 'rfi_id', 'number')}`,
			id: 'r.id',
			row: 'x.id',
			vector: 'x.found_by',
			draft: no,
			at: sql`x.published_at`,
			title: sql`x.content->'title'`,
			body: sql`x.content->'background'`,
			path: sql`'/rfi/' || r.id`,
			until: sql`r.answers_until`
		},
		{
			kind: 'rfi',
			name: 'rfi-draft',
			from: sql`rfi x ${beside}`,
			seen: sql`${own} and not exists (select from rfi_version v where v.rfi_id = x.id)`,
			id: 'x.id',
			row: 'x.id',
			vector: 'x.found_by',
			draft: sql`true`,
			at: sql`x.updated_at`,
			title: sql`x.draft->'title'`,
			body: sql`x.draft->'background'`,
			path: sql`'/work/rfi/' || x.id`
		}
	];
}

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

function parts(own: RawBuilder<unknown>): Shape[] {
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

const method: Shape = {
	name: 'method',
	kind: 'method',
	part: false,
	from: sql`method_version x join method m on m.id = x.method_id`,
	seen: sql`x.published_at is not null and m.retired_at is null and ${newestOf('method_version', 'method_id', 'number')}`,
	id: 'm.id',
	row: 'x.id',
	vector: 'x.found_by',
	draft: no,
	at: sql`x.published_at`,
	title: sql`x.definition->'name'`,
	body: sql`x.definition - 'name'`,
	path: sql`'/methods/' || m.key`
};

const organisation = ({ match, exact }: Wanted): Shape => ({
	name: 'organisation',
	kind: 'organisation',
	part: false,
	from: sql`organisation o`,
	seen: sql`o.hidden_at is null`,
	id: 'o.id',
	row: 'o.id',
	vector: 'o.search_vector',
	rank: sql`(o.search_vector @@ ${exact}::tsquery)::int * 2 + (o.name_vector @@ ${match}::tsquery)::int * 0.3
		+ (o.name_vector @@ ${exact}::tsquery)::int * 0.5`,
	draft: no,
	at: sql`o.created_at`,
	title: sql`to_jsonb(o.name)`,
	body: sql`jsonb_build_array(o.about, o.offers, o.needs)`,
	path: sql`'/actors/' || o.slug`,
	themes: sql`o.themes`
});
