import type { MessageKey } from '#platform/i18n/keys.ts';
import type { Lang } from '#platform/i18n/lang.ts';
import { Registry } from '#platform/registry.ts';
import type { Db, Tx } from '../db/index.ts';

/** One kind of personal record, and what can be done with it. Activity kinds carry one of this shape too. */
export interface PersonalData {
	/** What the person is told that it is. */
	readonly label: MessageKey;
	/** Every record of this kind that is about the person, as plain data for their file. */
	show(db: Db, personId: string, lang: Lang): Promise<Record<string, unknown>[]>;
	/** Deletes it, or cuts it from the person, in the transaction that erases them. Must bear being run twice. */
	erase(tx: Tx, personId: string): Promise<void>;
	/** What of it must stay as public record, and under which rule it is kept and at last disposed of. */
	readonly kept: readonly { what: MessageKey; rule: MessageKey }[];
}

const sources = new Registry<PersonalData>('personal data');

/**
 * Registers what a capability holds of persons, e.g. `actors.memberships`. Every kind of personal record has
 * one; "my data" and "erase me" walk them all. @throws when the name is taken.
 */
export function definePersonalData(name: string, data: PersonalData): void {
	sources.add(name, data);
}

/** What a kind is called and what of it is kept. @throws when nobody has registered it */
export function personalDataKind(name: string): Pick<PersonalData, 'label' | 'kept'> {
	return sources.get(name);
}

/** A person's data from every capability: name → records. Kinds without a record are left out. */
export async function showPersonalData(
	db: Db,
	personId: string,
	lang: Lang
): Promise<Record<string, Record<string, unknown>[]>> {
	const file: Record<string, Record<string, unknown>[]> = {};
	for (const [name, source] of sources.entries()) {
		const records = await source.show(db, personId, lang);
		if (records.length > 0) file[name] = records;
	}
	return file;
}

/** Erases from every capability in one transaction: later registered ones first, since they build on earlier ones. */
export async function erasePersonalData(tx: Tx, personId: string): Promise<void> {
	for (const source of sources.values().reverse()) await source.erase(tx, personId);
}
