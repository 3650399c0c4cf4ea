import { sql, type RawBuilder } from 'kysely';
import { hasPlatformRole, isSignedIn, type Actor } from '#platform/access/index.ts';
import { parts } from './parts.ts';
import { beside, newestOf, toSource, type Shape, type Source, type Wanted } from './source.ts';
import { uuids } from '#platform/server/db/lists.ts';

/**
 * The initiative `i` is the asker's own, so that they find its drafts: the same people whom `viewInitiative` and
 * `workInInitiative` let in. `search.test.ts` holds this condition against those rules.
 */
export function ownInitiative(actor: Actor): RawBuilder<boolean> {
	if (!isSignedIn(actor)) return sql<boolean>`false`;
	if (hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator'))
		return sql<boolean>`true`;
	const organisations = actor.memberships.map((one) => one.organisationId);
	return sql<boolean>`(i.organisation_id = any(${uuids(organisations)}) or exists (
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
