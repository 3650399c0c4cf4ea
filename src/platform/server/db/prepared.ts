import { createHash } from 'node:crypto';
import pg from 'pg';

/** Asked this often by a process, a statement is worth keeping ready. */
const WORTH_AFTER = 4;
/** Statements kept ready per process: texts that differ only in the number of their parameters are many. */
const MOST = 400;
/** What fits best depends on the words looked for: such statements are planned each time. */
const DEPENDS_ON_WORDS = /tsquery|similarity|\blike\b|<->|%/i;

const asked = new Map<string, number>();
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
	const known = names.get(text);
	if (known || names.size >= MOST) return known;
	const times = (asked.get(text) ?? 0) + 1;
	if (asked.size > 5 * MOST) asked.clear();
	asked.set(text, times);
	if (times < WORTH_AFTER || DEPENDS_ON_WORDS.test(text)) return undefined;
	asked.delete(text);
	const name = createHash('sha1').update(text).digest('base64url');
	names.set(text, name);
	return name;
}

interface Known {
	connection: {
		parsedStatements: object;
		submittedNamedStatements: object;
		stream: { cork(): void; uncork(): void };
	};
}

/**
 * A connection that takes further questions before the first is answered, and sends what is put to it at the
 * same moment in one go.
 */
export class ReadyClient extends pg.Client {
	#held = false;

	constructor(options?: pg.ClientConfig) {
		super({ ...options, pipeline: true });
		// Whoever waits for an answer hears that the connection was lost; unheard, it would end the process.
		this.on('error', () => {});
	}

	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the overloads of pg
	override query(text: any, values?: any, done?: any): any {
		this.#hold();
		return super.query(text, values, done);
	}

	#hold(): void {
		if (this.#held) return;
		this.#held = true;
		const { stream } = (this as unknown as Known).connection;
		stream.cork();
		process.nextTick(() => {
			this.#held = false;
			stream.uncork();
		});
	}
}

/**
 * A connection that lets the server keep the plans of statements that are asked over and over: planning our
 * larger ones takes longer than running them.
 */
export class PreparingClient extends ReadyClient {
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the overloads of pg
	override query(text: any, values?: any, done?: any): any {
		const name = typeof text === 'string' && Array.isArray(values) && !done ? nameOf(text) : undefined;
		if (!name) return super.query(text, values, done);
		return this.#again(super.query({ name, text, values }), text, values);
	}

	/** A migration may have changed what a kept plan answers with: forget it, and ask anew where that is possible. */
	async #again(answer: Promise<pg.QueryResult>, text: string, values: unknown[]): Promise<pg.QueryResult> {
		try {
			return await answer;
		} catch (error) {
			if (!/cached plan must not change result type/.test((error as Error).message)) throw error;
			const { connection } = this as unknown as Known;
			connection.parsedStatements = {};
			connection.submittedNamedStatements = {};
			// Within a transaction nothing more can be asked; the caller hears of it, and the next one fares better.
			await super.query('deallocate all').catch(() => {
				throw error;
			});
			return super.query(text, values);
		}
	}
}
