import { VISITOR, type AccessLog, type Actor } from '#platform/access/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { db, type Db } from './db/index.ts';

/** What every service verb gets first: who asks, in which language, and the database. */
export interface Context {
	readonly db: Db;
	readonly actor: Actor;
	readonly lang: Lang;
	readonly access: AccessLog;
	readonly requestId: string;
	/** Keyed hash of the caller's address, for limits only; never stored beside content. */
	readonly client: string;
	/** Left out where nothing may be remembered: jobs, imports, tests. */
	readonly freshness?: Freshness;
}

/** How old the parts of an answer may be, and are. */
export interface Freshness {
	/** The asker has just changed something, and must see it. */
	readonly wanted: boolean;
	/** Since when the oldest remembered part has been remembered, in ms of Date.now(). */
	since: number;
}

/** A context for jobs, imports and the demo world: acts as the given person, or as nobody. */
export function systemContext(options: Partial<Context> = {}): Context {
	return {
		db: options.db ?? db(),
		actor: options.actor ?? VISITOR,
		lang: options.lang ?? 'sv',
		access: options.access ?? { decided: false },
		requestId: options.requestId ?? 'system',
		client: options.client ?? 'system'
	};
}
