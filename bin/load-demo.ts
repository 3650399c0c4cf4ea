// Fills the empty database at DATABASE_URL with the demo world; bin/run.ts runs it.
import '../src/composition.ts';
import { closeDb, db } from '#platform/server/db/index.ts';
import { stopSender } from '#platform/server/jobs/index.ts';
import { loadMessages } from '#platform/server/messages.ts';

/** What demo/load.ts exports as default. */
type LoadDemo = (options: { db: ReturnType<typeof db>; progress: (text: string) => void }) => Promise<void>;

loadMessages();
const file = new URL('../demo/load.ts', import.meta.url).href;
const { default: loadDemo } = (await import(file)) as { default: LoadDemo };
await loadDemo({ db: db(), progress: (text) => console.log(`  ${text}`) });
await stopSender();
await closeDb();
process.exit(0);
