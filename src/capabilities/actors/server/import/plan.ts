import { toText, writeText, type LocalText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Sector } from '../../form.ts';
import type { PlaceInput } from '../../rules.ts';
import type { Note, ReadRow, WantedRow } from './row.ts';

export type Outcome = 'create' | 'update' | 'unchanged' | 'error';

/** An organisation as an import writes it: everything decided. */
export interface Written extends PlaceInput {
	name: string;
	sector: Sector;
	org_number: string | null;
	sole_trader: boolean;
	about: LocalText | null;
	offers: LocalText | null;
	needs: LocalText | null;
	website: string | null;
	themes: string[];
	target_groups: string[];
}

export interface PlannedRow {
	line: number;
	name: string;
	outcome: Outcome;
	notes: Note[];
	organisationId: string | null;
	written: Written | null;
}

interface Stored extends Written {
	id: string;
	claimed: boolean;
}

/**
 * What would become of each row: created, updated, unchanged or refused, and why. An organisation is the same
 * by its number, or where either lacks one by name and place. Claimed ones keep what they wrote themselves.
 */
export async function planRows(
	db: DbOrTx,
	rows: readonly (ReadRow & { line: number })[],
	lang: Lang
): Promise<PlannedRow[]> {
	const known = await storedFor(
		db,
		rows.map((row) => row.wanted).filter((wanted) => wanted !== null)
	);
	const seen = new Map<string, number>();
	return rows.map((row) => {
		if (!row.wanted) return plan(row, 'error', null, null);
		const first = firstSeen(seen, row.wanted, row.line);
		if (first)
			return plan(
				{ ...row, notes: [{ key: 'actors.import.note.twice', params: { line: first } }] },
				'error',
				null,
				null
			);
		return planOne(row, row.wanted, known, lang);
	});
}

function plan(
	row: ReadRow & { line: number },
	outcome: Outcome,
	id: string | null,
	written: Written | null
): PlannedRow {
	return { line: row.line, name: row.name, outcome, notes: row.notes, organisationId: id, written };
}

function planOne(row: ReadRow & { line: number }, wanted: WantedRow, known: Known, lang: Lang): PlannedRow {
	const stored = known.find(wanted);
	const byName = wanted.number ? [] : [{ key: 'actors.import.note.by-name' } as Note];
	const notes = [...row.notes, ...byName];
	if (!stored) return plan({ ...row, notes }, 'create', null, merge(null, wanted, lang));
	if (stored.claimed) {
		return plan(
			{ ...row, notes: [...notes, { key: 'actors.import.note.claimed' }] },
			'unchanged',
			stored.id,
			null
		);
	}
	const { id, claimed: _claimed, ...before } = stored;
	const written = merge(before, wanted, lang);
	if (same(before, written)) return plan({ ...row, notes }, 'unchanged', id, null);
	return plan({ ...row, notes }, 'update', id, written);
}

/** What the file says goes over what is stored; where it is silent, what is stored stays. */
function merge(stored: Written | null, wanted: WantedRow, lang: Lang): Written {
	const place = wanted.place ?? stored ?? { country: 'SE', municipality: null, county: null, region: null };
	const text = (old: LocalText | null | undefined, words: string | null) =>
		words && old?.t[lang] !== words ? writeText(old, lang, words) : (old ?? null);
	return {
		name: wanted.name,
		sector: stored && !wanted.sectorGiven ? stored.sector : wanted.sector,
		org_number: wanted.number?.number ?? stored?.org_number ?? null,
		sole_trader: wanted.number?.soleTrader || stored?.sole_trader || false,
		country: place.country,
		municipality: place.municipality,
		county: place.county,
		region: place.region,
		about: text(stored?.about, wanted.about),
		offers: text(stored?.offers, wanted.offers),
		needs: text(stored?.needs, wanted.needs),
		website: wanted.website ?? stored?.website ?? null,
		themes: wanted.themes.length > 0 ? wanted.themes : (stored?.themes ?? []),
		target_groups: wanted.targetGroups.length > 0 ? wanted.targetGroups : (stored?.target_groups ?? [])
	};
}

const same = (a: Written, b: Written) =>
	(Object.keys(b) as (keyof Written)[]).every((key) => JSON.stringify(a[key]) === JSON.stringify(b[key]));

const placeKey = (name: string, place: PlaceInput | null) =>
	[
		name.toLowerCase(),
		place?.country ?? 'SE',
		place?.municipality ?? place?.county ?? place?.region?.toLowerCase() ?? ''
	].join('\n');

/** The line where the same organisation stood already, or null; remembers this one. */
function firstSeen(seen: Map<string, number>, wanted: WantedRow, line: number): number | null {
	const key = wanted.number?.number ?? placeKey(wanted.name, wanted.place);
	const first = seen.get(key);
	if (first === undefined) seen.set(key, line);
	return first ?? null;
}

interface Known {
	find(wanted: WantedRow): Stored | undefined;
}

async function storedFor(db: DbOrTx, wanted: WantedRow[]): Promise<Known> {
	const numbers = new Map<string, Stored>();
	const names = new Map<string, Stored>();
	for (let at = 0; at < wanted.length; at += 2000) {
		for (const row of await load(db, wanted.slice(at, at + 2000))) {
			if (row.org_number) numbers.set(row.org_number, row);
			const key = placeKey(row.name, row);
			if (!names.has(key)) names.set(key, row);
		}
	}
	return {
		find({ number, name, place }) {
			const byNumber = number && numbers.get(number.number);
			if (byNumber) return byNumber;
			const byName = names.get(placeKey(name, place));
			// Two numbers are two organisations, whatever they are called.
			return byName && number && byName.org_number ? undefined : byName;
		}
	};
}

async function load(db: DbOrTx, wanted: WantedRow[]): Promise<Stored[]> {
	const numbers = wanted.map((row) => row.number?.number).filter((number) => number !== undefined);
	const names = wanted.map((row) => row.name.toLowerCase());
	const rows = await db
		.selectFrom('organisation')
		.select([
			'id',
			'name',
			'sector',
			'org_number',
			'sole_trader',
			'country',
			'municipality',
			'county',
			'region'
		])
		.select(['about', 'offers', 'needs', 'website', 'themes', 'target_groups', 'claimed_at'])
		.where((eb) =>
			eb.or([
				eb('org_number', '=', eb.fn.any(eb.val(numbers))),
				eb(eb.fn<string>('lower', ['name']), '=', eb.fn.any(eb.val(names)))
			])
		)
		.orderBy('created_at')
		.execute();
	return rows.map(({ claimed_at, ...row }) => ({
		...row,
		sector: row.sector as Sector,
		about: toText(row.about),
		offers: toText(row.offers),
		needs: toText(row.needs),
		claimed: claimed_at !== null
	}));
}
