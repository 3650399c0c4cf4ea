// The process that carries out jobs: mail, reminders, digests. Any number may run against one database.
import '../src/composition.ts';
import { closeDb } from '#platform/server/db/index.ts';
import { startWorker } from '#platform/server/jobs/worker.ts';
import { stopSender } from '#platform/server/jobs/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { obey } from './lib/obey.mjs';

loadMessages();
const stopWorking = await startWorker();
obey(async () => {
	await stopWorking();
	await stopSender();
	await closeDb();
});
