import { sql } from 'kysely';
import pg from 'pg';
import { config } from '../config.ts';
import { db } from '../db/index.ts';
import { log } from '../log.ts';

const CHANNEL = 'motesplats_live';
/** Long enough to gather a burst, short enough to be felt as at once. */
const GATHER_MS = 80;
const RETRY_MS = 1000;

const pending = new Set<string>();
let timer: NodeJS.Timeout | undefined;

/**
 * Tells every process that something new can be read under a topic. Call it after the commit: many calls
 * become one NOTIFY, and none is ever part of a transaction that people wait for.
 */
export function poke(topic: string): void {
	pending.add(topic);
	timer ??= setTimeout(() => void send(), GATHER_MS).unref();
}

async function send(): Promise<void> {
	timer = undefined;
	const topics = [...pending];
	pending.clear();
	// A payload holds at most 8,000 bytes.
	for (let start = 0; start < topics.length; start += 100) {
		const payload = JSON.stringify(topics.slice(start, start + 100));
		await sql`select pg_notify(${CHANNEL}, ${payload})`
			.execute(db())
			.catch((error: Error) => log.warn({ err: error.message }, 'live notify failed'));
	}
}

type Listener = () => void;
const listeners = new Map<string, Set<Listener>>();
let client: pg.Client | undefined;
let starting: Promise<void> | undefined;

/** Calls `wake` whenever a topic has news, from any process, and after every reconnection. Returns how to stop. */
export function onPoke(topic: string, wake: Listener): () => void {
	const set = listeners.get(topic) ?? new Set();
	listeners.set(topic, set.add(wake));
	starting ??= start();
	return () => {
		set.delete(wake);
		if (set.size === 0) listeners.delete(topic);
		if (listeners.size === 0) void stopListening();
	};
}

/** One connection per process listens; it comes back by itself, and then everybody looks again. */
async function start(): Promise<void> {
	const mine = new pg.Client({ connectionString: config().DATABASE_URL });
	mine.on('error', () => {});
	mine.on('end', () => restart(mine));
	mine.on('notification', ({ payload }) => heard(payload));
	try {
		await mine.connect();
		await mine.query(`listen ${CHANNEL}`);
		client = mine;
		for (const set of listeners.values()) for (const wake of set) wake();
	} catch {
		restart(mine);
	}
	// Everybody may have left while we were connecting.
	if (listeners.size === 0) await stopListening();
}

function restart(ended: pg.Client): void {
	if (client === ended) client = undefined;
	starting = undefined;
	if (listeners.size === 0) return;
	starting = new Promise((resolve) => setTimeout(resolve, RETRY_MS).unref()).then(() => start());
}

function heard(payload: string | undefined): void {
	const topics = JSON.parse(payload ?? '[]') as string[];
	for (const topic of topics) for (const wake of listeners.get(topic) ?? []) wake();
}

export async function stopListening(): Promise<void> {
	const mine = client;
	client = undefined;
	starting = undefined;
	await mine?.end().catch(() => {});
}
