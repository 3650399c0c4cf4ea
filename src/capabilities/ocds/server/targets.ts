import { sql } from 'kysely';
import { rowsOf, type Reader } from './load.ts';

/** A row that said that something has changed. */
export interface Due {
	id: number;
	kind: string;
	subjectId: string;
}

/** Whose releases are to be looked at. */
export interface Target {
	kind: 'rfi' | 'procurement' | 'agreement';
	id: string;
}

/** What each row is about, and which rows said so. Rows about nothing that is there any more are about nothing. */
export async function targetsOf(db: Reader, due: readonly Due[]): Promise<[Target, number[]][]> {
	const rows = await rowsOf(
		db,
		sql<{ id: number; kind: Target['kind']; target: string }>`
			with due as (
				select * from unnest(${due.map((one) => one.id)}::bigint[], ${due.map((one) => one.kind)}::text[],
					${due.map((one) => one.subjectId)}::uuid[]) as d(id, kind, subject)
			)
			select id, 'rfi' as kind, subject as target from due where kind in ('rfi', 'activity')
			union select id, 'procurement', subject from due where kind in ('procurement', 'activity')
			union select d.id, 'procurement', r.procurement_id from due d join procurement_round r on r.id = d.subject
				where d.kind = 'round'
			union select d.id, 'procurement', c.procurement_id from due d join procurement_document c on c.id = d.subject
				where d.kind = 'document'
			-- what is said of a procurement tells of the requests before it
			union select d.id, 'procurement', p.id from due d join rfi f on f.id = d.subject
				join procurement p on p.initiative_id = f.initiative_id where d.kind = 'rfi'
			union select d.id, 'agreement', a.id from due d join agreement a on a.id = d.subject
				where d.kind = 'agreement' and a.award_id is null
			union select d.id, 'procurement', r.procurement_id from due d join agreement a on a.id = d.subject
				join award w on w.id = a.award_id join procurement_round r on r.id = w.round_id where d.kind = 'agreement'
			union select d.id, k.kind, k.id from due d join lateral (
				select 'rfi' as kind, id from rfi where initiative_id = d.subject
				union all select 'procurement', id from procurement where initiative_id = d.subject
				union all select 'agreement', id from agreement where initiative_id = d.subject and award_id is null) k on true
				where d.kind = 'initiative'`
	);
	const targets = new Map<string, [Target, number[]]>();
	for (const { id, kind, target } of rows) {
		const known = targets.get(`${kind}:${target}`) ?? [{ kind, id: target }, []];
		known[1].push(id);
		targets.set(`${kind}:${target}`, known);
	}
	return [...targets.values()];
}
