import { PgBoss } from 'pg-boss';
import { TIME_ZONE } from '#platform/i18n/index.ts';
import { config } from '../config.ts';
import { db } from '../db/index.ts';
import { log } from '../log.ts';
import { jobNamed, QUEUES, scheduledJobs } from './index.ts';

interface Envelope {
	name: string;
	data: unknown;
}

/** Carries one job out; throwing makes the queue try again later. */
export async function runJob(envelope: Envelope): Promise<void> {
	const job = jobNamed(envelope.name);
	await job.run(job.schema.parse(envelope.data), db());
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
	for (const queue of QUEUES) {
		await boss.work<Envelope>(queue, { pollingIntervalSeconds: 1, batchSize: 1 }, async ([job]) => {
			await runJob(job!.data).catch((error: Error) => {
				log.error({ job: job!.data.name, id: job!.id, err: error.message, stack: error.stack }, 'job failed');
				throw error;
			});
		});
	}
	for (const job of scheduledJobs()) {
		await boss.schedule(job.queue, job.cron!, { name: job.name, data: {} }, { tz: TIME_ZONE, key: job.name });
	}
	return () => boss.stop({ graceful: true, timeout: 20_000, close: true });
}
