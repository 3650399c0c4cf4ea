import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { signInByPersona } from './sign-in.ts';

export interface World {
	/** Cookie of somebody signed in who has nothing to do with anything. */
	stranger: string;
	/** Cookie of somebody who leads `own`, and nothing else. */
	leader: string;
	/** Two initiatives that nobody has published. */
	own: { id: string; slug: string };
	foreign: { id: string; slug: string };
	/** Ids of everything that belongs to `foreign`: activities and their parts. */
	foreignIds: string[];
	query: (text: string, values?: unknown[]) => Promise<Record<string, string>[]>;
	close: () => Promise<void>;
}

/** Takes the publication back from everything in a demo world, and lets two new persons in. */
export async function hiddenWorld(appUrl: string, databaseUrl: string): Promise<World> {
	const client = new pg.Client(databaseUrl);
	await client.connect();
	const query: World['query'] = async (text, values) => (await client.query(text, values)).rows;
	await addBareInitiatives(query);
	await query('update initiative set published_at = null');
	const [own, foreign] = await initiativesOfTwoOwners(query);
	await query(
		`insert into membership (person_id, organisation_id, role) select $1, organisation_id, 'representative' from initiative where id = $2`,
		[await addPersona(query, 'matrix-leader'), own.id]
	);
	await addPersona(query, 'matrix-stranger');
	return {
		stranger: await signInByPersona(appUrl, 'matrix-stranger'),
		leader: await signInByPersona(appUrl, 'matrix-leader'),
		own,
		foreign,
		foreignIds: await idsBelow(query, foreign.id),
		query,
		close: () => client.end()
	};
}

async function addPersona(query: World['query'], key: string): Promise<string> {
	const [row] = await query(
		`insert into person (name, email, persona) values ($1, $1 || '@example.org', $1) returning id`,
		[key]
	);
	return row!.id!;
}

/** A world may be empty still; the doors must be shut all the same. */
async function addBareInitiatives(query: World['query']): Promise<void> {
	const [method] = await query(`insert into method (key) values ('matrix') returning id`);
	const [version] = await query(
		`insert into method_version (method_id, number, definition) values ($1, 1, '{}') returning id`,
		[method!.id]
	);
	for (const name of ['matrix-own', 'matrix-foreign']) {
		const [owner] = await query(
			`insert into organisation (slug, name, sector) values ($1, $1, 'public') returning id`,
			[name]
		);
		const title = JSON.stringify({ o: 'sv', v: 1, t: { sv: name } });
		const [run] = await query(
			`insert into initiative (slug, title, organisation_id, method_version_id, current_phase) values ($1, $2, $3, $4, 'x') returning id`,
			[name, title, owner!.id, version!.id]
		);
		for (const kind of [
			'challenge',
			'workshop',
			'insights',
			'rfi',
			'procurement',
			'agreement',
			'effects',
			'spread'
		]) {
			await query(
				`insert into activity (initiative_id, kind, phase, step, title) values ($1, $2, 'x', 'x', $3)`,
				[run!.id, kind, title]
			);
		}
	}
}

/** The fullest initiative is the foreign one; one's own has another owner. */
async function initiativesOfTwoOwners(query: World['query']) {
	const rows = await query(`select i.id, i.slug, i.organisation_id from initiative i
		order by (select count(*) from activity a where a.initiative_id = i.id) desc, i.created_at`);
	const foreign = rows[0]!;
	const own = rows.find((row) => row.organisation_id !== foreign.organisation_id)!;
	return [own, foreign] as unknown as [World['own'], World['foreign']];
}

/** Follows foreign keys from the initiative down, so that new tables are found by themselves. */
async function idsBelow(query: World['query'], initiativeId: string): Promise<string[]> {
	const links =
		await query(`select c.conrelid::regclass::text as child, a.attname as column, c.confrelid::regclass::text as parent
		from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
		join pg_attribute i on i.attrelid = c.conrelid and i.attname = 'id' and i.atttypid = 'uuid'::regtype
		where c.contype = 'f' and cardinality(c.conkey) = 1`);
	const found = new Set<string>();
	let level = [{ table: 'initiative', ids: [initiativeId] }];
	while (level.length > 0) {
		const next: typeof level = [];
		for (const { table, ids } of level) {
			for (const { child, column } of links.filter(({ parent }) => parent === table)) {
				if (PEOPLE.includes(child!)) continue;
				const rows = await query(`select id from ${child} where ${column} = any($1) limit 3`, [ids]);
				const fresh = rows.map((row) => row.id!).filter((id) => !found.has(id));
				for (const id of fresh) found.add(id);
				if (fresh.length > 0) next.push({ table: child!, ids: fresh });
			}
		}
		level = next;
	}
	return [...found, randomUUID()];
}

const PEOPLE = ['person', 'organisation', 'membership', 'method', 'method_version'];
