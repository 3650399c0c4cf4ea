import { PgBoss, type Job, type JobResult } from 'pg-boss';
import { TIME_ZONE } from '#platform/i18n/index.ts';
import { config } from '../config.ts';
import { db } from '../db/index.ts';
import { log } from '../log.ts';
import { jobNamed, QUEUES, scheduledJobs, URGENT } from './index.ts';

interface Envelope {
	name: string;
	data: unknown;
}

/** Carries one job out; throwing makes the queue try again later. */
export async function runJob(envelope: Envelope): Promise<void> {
	const job = jobNamed(envelope.name);
	await job.run(job.schema.parse(envelope.data), db());
}

const POLL = { pollingIntervalSeconds: 0.5 };
// A full batch is followed by the next at once; a thousand invitations do not go out one a second.
const BATCH = { batchSize: 5, burstWhenBatchFull: true, perJobResults: true } as const;

/** Carries out some jobs side by side; each succeeds or is tried again on its own. */
async function runBatch(batch: Job<Envelope>[]): Promise<JobResult[]> {
	return Promise.all(
		batch.map(async ({ id, data }) => {
			try {
				await runJob(data);
				return { id, status: 'completed' as const };
			} catch (error) {
				const { message, stack } = error as Error;
				log.error({ job: data.name, id, err: message, stack }, 'job failed');
				return { id, status: 'failed' as const, output: { message } };
			}
		})
	);
}

/** Starts working the queues in this process. The returned function stops after the running jobs. */
export async function startWorker(): Promise<() => Promise<void>> {
	const boss = new PgBoss({
		connectionString: config().DATABASE_URL!,
		max: 4,
		migrate: false,
		createSchema: false
	});
	boss.on('error', (error) => log.error({ err: error.message }, 'job queue'));
	await boss.start();
	for (const queue of QUEUES) await boss.work<Envelope>(queue, { ...POLL, ...BATCH }, runBatch);
	// One more that takes only what somebody waits for, so that it never stands behind a slow mail server.
	await boss.work<Envelope>(
		'mail',
		{ ...POLL, batchSize: 1, minPriority: URGENT, perJobResults: true },
		runBatch
	);
	for (const job of scheduledJobs()) {
		await boss.schedule(job.queue, job.cron!, { name: job.name, data: {} }, { tz: TIME_ZONE, key: job.name });
	}
	return () => boss.stop({ graceful: true, timeout: 20_000, close: true });
}
