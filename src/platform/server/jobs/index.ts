import { fromKysely, PgBoss, type SendOptions } from 'pg-boss';
import type { z } from 'zod';
import { Registry } from '#platform/registry.ts';
import { config } from '../config.ts';
import type { Db, Tx } from '../db/index.ts';

/** Few queues, by urgency; the job's name travels inside. */
export const QUEUES = ['mail', 'work', 'slow'] as const;
export type Queue = (typeof QUEUES)[number];

/** Priority of what a person sits and waits for. */
export const URGENT = 10;

export interface Job<Data> {
	readonly name: string;
	readonly queue: Queue;
	readonly schema: z.ZodType<Data>;
	readonly run: (data: Data, db: Db) => Promise<void>;
	/** Five-field cron expression in Swedish time, for jobs that come back by themselves. */
	readonly cron?: string;
}

const jobs = new Registry<Job<unknown>>('job');

/** Registers what the worker does for a name. Jobs may run twice: they must bear it. */
export function defineJob<Data>(job: Job<Data>): Job<Data> {
	jobs.add(job.name, job as Job<unknown>);
	return job;
}

export function jobNamed(name: string): Job<unknown> {
	return jobs.get(name);
}

export function scheduledJobs(): Job<unknown>[] {
	return jobs.values().filter((job) => job.cron);
}

let sender: Promise<PgBoss> | undefined;

async function startSender(): Promise<PgBoss> {
	const boss = new PgBoss({
		connectionString: config().DATABASE_URL!,
		max: 1,
		supervise: false,
		schedule: false,
		migrate: false,
		createSchema: false
	});
	boss.on('error', () => {});
	await boss.start();
	return boss;
}

/**
 * Puts a job in the queue inside the caller's transaction: rolled back with it, never lost after it.
 * `startAfter` delays it; `urgent` lets it pass others.
 */
export async function enqueue<Data extends object>(
	tx: Tx,
	job: Job<Data>,
	data: Data,
	{ urgent, ...options }: Pick<SendOptions, 'startAfter'> & { urgent?: boolean } = {}
): Promise<void> {
	sender ??= startSender();
	const boss = await sender;
	const envelope = { name: job.name, data: job.schema.parse(data) };
	await boss.send(job.queue, envelope, {
		...options,
		priority: urgent ? URGENT : 0,
		db: fromKysely(tx),
		retryLimit: 5,
		retryDelay: 20,
		retryBackoff: true
	});
}

export async function stopSender(): Promise<void> {
	const boss = await sender?.catch(() => undefined);
	sender = undefined;
	await boss?.stop({ graceful: false, close: true });
}

/** Creates the queue tables and queues; part of migrating, never of serving. */
export async function prepareJobs(url: string): Promise<void> {
	const boss = new PgBoss({ connectionString: url, max: 2, supervise: false, schedule: false });
	boss.on('error', () => {});
	await boss.start();
	for (const queue of QUEUES) if (!(await boss.getQueue(queue))) await boss.createQueue(queue);
	await boss.stop({ graceful: false, close: true });
}
