import type { Lang } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';

export interface NewPerson {
	name: string;
	email: string;
	lang?: Lang;
	/** The address has been shown to be theirs. */
	emailVerified?: boolean;
	/** For invented people of a demo world only: a short key, what they are, and what to try as them. */
	persona?: { key: string; position: number; role: LocalText; about: LocalText };
}

/** Addresses are compared without regard to case. */
export function normalEmail(email: string): string {
	return email.trim().toLowerCase();
}

/** Adds a person and returns their id. An address that somebody has already gives that person's id, unchanged. */
export async function createPerson(tx: Tx, person: NewPerson): Promise<string> {
	const email = normalEmail(person.email);
	const added = await tx
		.insertInto('person')
		.values({
			name: person.name,
			email,
			lang: person.lang ?? 'sv',
			email_verified: person.emailVerified ?? false,
			persona: person.persona?.key ?? null
		})
		.onConflict((c) => c.column('email').doNothing())
		.returning('id')
		.executeTakeFirst();
	if (!added)
		return (await tx.selectFrom('person').select('id').where('email', '=', email).executeTakeFirstOrThrow())
			.id;
	if (person.persona) await describePersona(tx, added.id, person.persona);
	return added.id;
}

async function describePersona(
	tx: Tx,
	personId: string,
	persona: NonNullable<NewPerson['persona']>
): Promise<void> {
	const { position, role, about } = persona;
	await tx
		.insertInto('persona')
		.values({ person_id: personId, position, role: json(role), about: json(about) })
		.execute();
}

export interface PersonSummary {
	id: string;
	name: string;
	email: string;
	lang: Lang;
}

/** The person with this address, null when there is none or they were erased. */
export async function findPersonByEmail(db: DbOrTx, email: string): Promise<PersonSummary | null> {
	const row = await db
		.selectFrom('person')
		.select(['id', 'name', 'email', 'lang'])
		.where('email', '=', normalEmail(email))
		.where('erased_at', 'is', null)
		.executeTakeFirst();
	return row ? { ...row, lang: row.lang as Lang } : null;
}

/** Names by id, in one query. Erased and unknown ids are missing from the map. */
export async function personNames(db: DbOrTx, ids: readonly (string | null)[]): Promise<Map<string, string>> {
	const wanted = [...new Set(ids.filter((id) => id !== null))];
	if (wanted.length === 0) return new Map();
	const rows = await db
		.selectFrom('person')
		.select(['id', 'name'])
		.where('id', 'in', wanted)
		.where('erased_at', 'is', null)
		.execute();
	return new Map(rows.map((row) => [row.id, row.name]));
}
