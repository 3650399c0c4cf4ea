import { sql, type RawBuilder } from 'kysely';
import type { Freshness } from '../context.ts';
import { LONGEST } from '../short-memory.ts';
import { batched } from './batch.ts';
import type { Db } from './index.ts';

/** From this age on, a new one is fetched while the old one is still given. */
const FRESH_MS = (LONGEST * 1000) / 2;

export interface Followed<T> {
	/** At most five seconds old; for an asker who has just written something, and without one, as it is now. */
	(db: Db, asker?: Freshness): Promise<T>;
	/** This process has written: the next reader gets it anew. */
	forget(): void;
}

/**
 * Something that lies in each process and follows the database: made once, then looked after while it is used.
 * Who asks while a look is under way shares the next one, so looks never pile up.
 * @param look brings what there is up to date; gets what the look before it gave
 */
export function followed<T>(look: (db: Db, before: T | undefined) => Promise<T>): Followed<T> {
	const kept = new WeakMap<Db, Keeper<T>>();
	let written = -Infinity;
	const of = (db: Db, asker?: Freshness) => {
		let keeper = kept.get(db);
		if (!keeper) kept.set(db, (keeper = new Keeper((before) => look(db, before))));
		return keeper.give(written, asker);
	};
	return Object.assign(of, { forget: () => void (written = performance.now()) });
}

class Keeper<T> {
	#last: { at: number; value: T } | undefined;
	#renewing = false;
	#renew: (item: null) => Promise<T>;

	constructor(look: (before: T | undefined) => Promise<T>) {
		this.#renew = batched<null, T>(
			async (items) => {
				const at = performance.now();
				const value = await look(this.#last?.value);
				this.#last = { at, value };
				return items.map(() => value);
			},
			{ max: Infinity }
		);
	}

	async give(written: number, asker?: Freshness): Promise<T> {
		const known = this.#last;
		const age = known ? performance.now() - known.at : Infinity;
		if (!known || !asker || asker.wanted || known.at <= written || age > LONGEST * 1000)
			return this.#renew(null);
		if (age > FRESH_MS) this.#renewBehind();
		asker.since = Math.min(asker.since, Date.now() - age);
		return known.value;
	}

	#renewBehind(): void {
		if (this.#renewing) return;
		this.#renewing = true;
		const done = () => (this.#renewing = false);
		this.#renew(null).then(done, done);
	}
}

/** Where the database stands now, for `writtenSince` of the next look. Take it first: then nothing is missed. */
export const markNow = sql<string>`pg_snapshot_xmin(pg_current_snapshot())::xid::text`;

/**
 * Was the row written by a transaction that had not ended at `mark`? Told by the row itself, so that it holds for
 * whatever writes, and for transactions that end in another order than they began. Everything when null.
 */
export function writtenSince(alias: string, mark: string | null): RawBuilder<boolean> {
	if (mark === null) return sql<boolean>`true`;
	return sql<boolean>`age(${sql.ref(`${alias}.xmin`)}) <= age(${mark}::xid)`;
}
