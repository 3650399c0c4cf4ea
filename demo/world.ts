import { actorFor } from '#capabilities/identity/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { newText, type LocalText } from '#platform/i18n/text.ts';
import { systemContext, type Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { passDays } from './clock.ts';
import { moveReceipts } from './receipts.ts';

/** Swedish, then English. */
export type Both = readonly [string, string];

export const both = ([sv, en]: Both): LocalText => newText('sv', sv, { en });

/** The people and organisations of the demo world, by the short keys its files use. */
export class World {
	readonly db: Db;
	readonly organisations = new Map<string, { id: string; slug: string; name: string }>();
	readonly people = new Map<string, string>();
	/** Secrets of those who open tenders. */
	readonly keys = new Map<string, string>();

	constructor(db: Db) {
		this.db = db;
	}

	org(key: string): { id: string; slug: string; name: string } {
		const found = this.organisations.get(key);
		if (!found) throw new Error(`demo: no organisation ${key}`);
		return found;
	}

	person(key: string): string {
		const found = this.people.get(key);
		if (!found) throw new Error(`demo: no person ${key}`);
		return found;
	}

	/** A fresh context in which this person acts; roles are read anew each time. */
	async as(key: string, lang: Lang = 'sv'): Promise<Context> {
		const actor = await actorFor(this.db, this.person(key), { secondFactor: true });
		return systemContext({ db: this.db, actor: actor!, lang, client: `demo-${key}` });
	}

	/** Somebody without an account, each from an address of their own. */
	visitor(name: string, lang: Lang = 'sv'): Context {
		return systemContext({ db: this.db, lang, client: `demo-visitor-${name}` });
	}

	/** Does the same thing in Swedish and then in English. */
	async inBoth(
		key: string,
		work: (ctx: Context, pick: (text: Both) => string) => Promise<unknown>
	): Promise<void> {
		await work(await this.as(key, 'sv'), (text) => text[0]);
		await work(await this.as(key, 'en'), (text) => text[1]);
	}

	async pass(initiativeId: string, days: number): Promise<void> {
		await passDays(this.db, initiativeId, days);
		await moveReceipts(this.db, initiativeId, days);
	}
}
