import { sql, type RawBuilder } from 'kysely';
import { hasPlatformRole, isSignedIn, type Actor } from '#platform/access/index.ts';
import type { FoundKind } from '../rules.ts';

/**
 * A kind of row that can be found. `found` selects `kind, id, row_id, source, rank, draft, at` and holds, each
 * time anew, what makes a row visible to the asker: nothing has to be kept in step when something is published,
 * withdrawn or hidden. `texts` reads title, body and address of the rows that are shown.
 */
export interface Source {
	name: string;
	kind: FoundKind;
	found: RawBuilder<unknown>;
	/** For `row_id = any(ids)`: row_id, title, body, path, owner, initiative (its title), until. */
	texts(ids: string[]): RawBuilder<unknown>;
}

/** What is looked for, as tsquery. */
export interface Wanted {
	match: string;
	exact: string;
}

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

export function sources(actor: Actor, { match, exact }: Wanted): Source[] {
	const own = ownInitiative(actor);
	const seen = sql`(i.published_at is not null or ${own})`;
	const fits = (vector: string) => sql`${sql.ref(vector)} @@ ${match}::tsquery`;
	const rank = (vector: string) =>
		sql`(${sql.ref(vector)} @@ ${exact}::tsquery)::int * 2 + ts_rank('{0.05,0.1,0.4,1}', ${sql.ref(vector)}, ${match}::tsquery)`;
	const row = (
		kind: FoundKind,
		source: string,
		id: string,
		rowId: string,
		vector: string,
		draft: RawBuilder<unknown>,
		at: RawBuilder<unknown>
	) =>
		sql`select ${kind}::text as kind, ${sql.ref(id)} as id, ${sql.ref(rowId)} as row_id, ${source}::text as source,
			(${rank(vector)})::float as rank, ${draft} as draft, ${at} as at`;
	const no = sql`false`;
	const beside = sql`join initiative i on i.id = x.initiative_id`;
	const told = sql`o.name as owner, i.title as initiative`;
	const owner = sql`join organisation o on o.id = i.organisation_id`;
	const never = sql`null::timestamptz as until`;

	return [
		{
			name: 'initiative',
			kind: 'initiative',
			found: sql`${row('initiative', 'initiative', 'i.id', 'i.id', 'i.found_by', sql`i.published_at is null`, sql`coalesce(i.published_at, i.created_at)`)}
				from initiative i where ${fits('i.found_by')} and i.parent_activity_id is null and ${seen}`,
			texts: (
				ids
			) => sql`select i.id as row_id, i.title, i.summary as body, '/initiatives/' || i.slug as path, ${told}, ${never}
				from initiative i ${owner} where i.id = any(${ids}::uuid[])`
		},
		{
			name: 'owned',
			kind: 'initiative',
			found: sql`${row('initiative', 'owned', 'i.id', 'i.id', 'o.name_vector', sql`i.published_at is null`, sql`coalesce(i.published_at, i.created_at)`)}
				from organisation o join initiative i on i.organisation_id = o.id
				where ${fits('o.name_vector')} and o.hidden_at is null and i.parent_activity_id is null and ${seen}`,
			texts: (
				ids
			) => sql`select i.id as row_id, i.title, i.summary as body, '/initiatives/' || i.slug as path, ${told}, ${never}
				from initiative i ${owner} where i.id = any(${ids}::uuid[])`
		},
		{
			name: 'challenge',
			kind: 'initiative',
			found: sql`${row('initiative', 'challenge', 'i.id', 'x.id', 'x.found_by', sql`i.published_at is null`, sql`i.published_at`)}
				from challenge_version x join challenge c on c.id = x.challenge_id join initiative i on i.id = c.initiative_id
				where ${fits('x.found_by')} and ${seen} and x.id = (select p.version_id from challenge_publication p
					where p.challenge_id = c.id order by p.published_at desc limit 1)`,
			texts: (ids) => sql`select x.id as row_id, i.title, x.content->'texts' as body,
				'/initiatives/' || i.slug || '/challenge' as path, ${told}, ${never}
				from challenge_version x join challenge c on c.id = x.challenge_id join initiative i on i.id = c.initiative_id ${owner}
				where x.id = any(${ids}::uuid[])`
		},
		{
			name: 'challenge-draft',
			kind: 'initiative',
			found: sql`${row('initiative', 'challenge-draft', 'i.id', 'x.id', 'x.found_by', sql`true`, sql`x.updated_at`)}
				from challenge x ${beside} where ${fits('x.found_by')} and ${own}`,
			texts: (ids) => sql`select x.id as row_id, i.title, x.content->'texts' as body,
				'/initiatives/' || i.slug || '/work/challenge' as path, ${told}, ${never}
				from challenge x ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		},
		{
			name: 'rfi',
			kind: 'rfi',
			found: sql`${row('rfi', 'rfi', 'r.id', 'v.id', 'v.found_by', no, sql`v.published_at`)}
				from rfi_version v join rfi r on r.id = v.rfi_id join activity a on a.id = r.id join initiative i on i.id = r.initiative_id
				where ${fits('v.found_by')} and a.cancelled_at is null and ${seen}
					and not exists (select from rfi_version later where later.rfi_id = r.id and later.number > v.number)`,
			texts: (ids) => sql`select v.id as row_id, v.content->'title' as title, v.content->'background' as body,
				'/initiatives/' || i.slug || '/rfi/' || r.id as path, ${told}, r.answers_until as until
				from rfi_version v join rfi r on r.id = v.rfi_id join initiative i on i.id = r.initiative_id ${owner}
				where v.id = any(${ids}::uuid[])`
		},
		{
			name: 'rfi-draft',
			kind: 'rfi',
			found: sql`${row('rfi', 'rfi-draft', 'x.id', 'x.id', 'x.found_by', sql`true`, sql`x.updated_at`)}
				from rfi x ${beside} where ${fits('x.found_by')} and ${own}
					and not exists (select from rfi_version v where v.rfi_id = x.id)`,
			texts: (ids) => sql`select x.id as row_id, x.draft->'title' as title, x.draft->'background' as body,
				'/initiatives/' || i.slug || '/work/rfi/' || x.id as path, ${told}, ${never}
				from rfi x ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		},
		{
			name: 'procurement',
			kind: 'procurement',
			found: sql`${row('procurement', 'procurement', 'x.id', 'x.id', 'x.found_by', sql`pub.procurement_id is null`, sql`coalesce(pub.published_at, x.created_at)`)}
				from procurement x ${beside} left join procurement_publication pub on pub.procurement_id = x.id
				where ${fits('x.found_by')} and ((pub.procurement_id is not null and i.published_at is not null) or ${own})`,
			texts: (ids) => sql`select x.id as row_id, x.title, x.aim as body,
				'/initiatives/' || i.slug || case when pub.procurement_id is null then '/work' else '' end || '/procurement/' || x.id as path,
				${told}, (select r.tenders_until from procurement_round r where r.procurement_id = x.id and r.published_at is not null
					order by r.number desc limit 1) as until
				from procurement x ${beside} ${owner} left join procurement_publication pub on pub.procurement_id = x.id
				where x.id = any(${ids}::uuid[])`
		},
		...(['a', 'x'] as const).map((of): Source => ({
			name: `workshop-${of}`,
			kind: 'workshop',
			found: sql`${row('workshop', `workshop-${of}`, 'x.id', 'x.id', `${of}.found_by`, sql`a.published_at is null`, sql`a.starts_at`)}
				from workshop x join activity a on a.id = x.id ${beside}
				where ${fits(`${of}.found_by`)} and a.kind = 'workshop' and a.cancelled_at is null
					and ((a.published_at is not null and i.published_at is not null) or ${own})`,
			texts: (ids) => sql`select x.id as row_id, a.title, x.about as body,
				'/initiatives/' || i.slug || case when a.published_at is null then '/work' else '' end || '/workshops/' || x.id as path,
				${told}, a.starts_at as until
				from workshop x join activity a on a.id = x.id ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		})),
		{
			name: 'insight',
			kind: 'insight',
			found: sql`${row('insight', 'insight', 'i.id', 'x.id', 'x.found_by', sql`x.published_at is null`, sql`coalesce(x.published_at, x.updated_at)`)}
				from insight_summary x ${beside} where ${fits('x.found_by')}
					and ((x.published_at is not null and i.published_at is not null
						and not exists (select from insight_summary later where later.initiative_id = i.id
							and later.published_at is not null and later.number > x.number)) or (x.published_at is null and ${own}))`,
			texts: (ids) => sql`select x.id as row_id, null::jsonb as title, x.body,
				'/initiatives/' || i.slug || case when x.published_at is null then '/work/insights/summary' else '/insights' end as path,
				${told}, ${never} from insight_summary x ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		},
		...(['a', 'x'] as const).map((of): Source => ({
			name: `agreement-${of}`,
			kind: 'agreement',
			found: sql`${row('agreement', `agreement-${of}`, 'x.id', 'x.id', `${of}.found_by`, sql`x.published_at is null`, sql`coalesce(x.published_at, x.updated_at)`)}
				from agreement x join activity a on a.id = x.id ${beside}
				where ${fits(`${of}.found_by`)} and a.kind = 'agreement'
					and ((x.published_at is not null and i.published_at is not null) or ${own})`,
			texts: (ids) => sql`select x.id as row_id, a.title, x.purpose as body,
				'/initiatives/' || i.slug || case when x.published_at is null then '/work' else '' end || '/agreements/' || x.id as path,
				${told}, ${never} from agreement x join activity a on a.id = x.id ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		})),
		{
			name: 'indicator',
			kind: 'effect',
			found: sql`${row('effect', 'indicator', 'x.id', 'x.id', 'x.found_by', sql`x.published_at is null`, sql`coalesce(x.published_at, x.updated_at)`)}
				from indicator x ${beside} where ${fits('x.found_by')} and x.retired_at is null
					and ((x.published_at is not null and i.published_at is not null) or ${own})`,
			texts: (ids) => sql`select x.id as row_id, x.name as title, x.definition as body,
				'/initiatives/' || i.slug || case when x.published_at is null then '/work' else '' end || '/effects' as path,
				${told}, ${never} from indicator x ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		},
		{
			name: 'conclusion',
			kind: 'effect',
			found: sql`${row('effect', 'conclusion', 'i.id', 'x.id', 'x.found_by', sql`x.published_at is null`, sql`coalesce(x.published_at, x.created_at)`)}
				from effect_conclusion x ${beside} where ${fits('x.found_by')}
					and ((x.published_at is not null and i.published_at is not null
						and not exists (select from effect_conclusion later where later.initiative_id = i.id
							and later.published_at > x.published_at)) or (x.published_at is null and ${own}))`,
			texts: (ids) => sql`select x.id as row_id, null::jsonb as title, x.body,
				'/initiatives/' || i.slug || case when x.published_at is null then '/work' else '' end || '/effects' as path,
				${told}, ${never} from effect_conclusion x ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		},
		{
			name: 'lesson',
			kind: 'lesson',
			found: sql`${row('lesson', 'lesson', 'x.id', 'x.id', 'x.found_by', sql`x.published_at is null`, sql`coalesce(x.published_at, x.created_at)`)}
				from lesson x ${beside} where ${fits('x.found_by')}
					and ((x.published_at is not null and i.published_at is not null) or ${own})`,
			texts: (ids) => sql`select x.id as row_id, x.title, x.body,
				'/initiatives/' || i.slug || case when x.published_at is null then '/work/spread/' || x.id else '/spread' end as path,
				${told}, ${never} from lesson x ${beside} ${owner} where x.id = any(${ids}::uuid[])`
		},
		{
			name: 'method',
			kind: 'method',
			found: sql`${row('method', 'method', 'm.id', 'x.id', 'x.found_by', no, sql`x.published_at`)}
				from method_version x join method m on m.id = x.method_id
				where ${fits('x.found_by')} and x.published_at is not null and m.retired_at is null
					and not exists (select from method_version later where later.method_id = m.id
						and later.published_at is not null and later.number > x.number)`,
			texts: (ids) => sql`select x.id as row_id, x.definition->'name' as title, x.definition - 'name' as body,
				'/methods/' || m.key as path, null::text as owner, null::jsonb as initiative, ${never}
				from method_version x join method m on m.id = x.method_id where x.id = any(${ids}::uuid[])`
		},
		{
			name: 'organisation',
			kind: 'organisation',
			found: sql`select 'organisation'::text as kind, o.id, o.id as row_id, 'organisation'::text as source,
				((o.search_vector @@ ${exact}::tsquery)::int * 2 + (o.name_vector @@ ${match}::tsquery)::int * 0.3
					+ (o.name_vector @@ ${exact}::tsquery)::int * 0.5)::float as rank, ${no} as draft, o.created_at as at
				from organisation o where o.hidden_at is null and ${fits('o.search_vector')}`,
			texts: (ids) => sql`select o.id as row_id, to_jsonb(o.name) as title,
				jsonb_build_array(o.about, o.offers, o.needs) as body, '/actors/' || o.slug as path,
				null::text as owner, null::jsonb as initiative, ${never}
				from organisation o where o.id = any(${ids}::uuid[])`
		}
	];
}
