import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Tests never touch the real data folder, and their secret needs no file.
process.env.DATA_DIR = join(tmpdir(), `motesplats-test-data-${process.pid}`);
process.env.APP_SECRET ??= 'only-for-tests-0123456789abcdef0123456789abcdef';
process.env.LOG_LEVEL ??= 'silent';

process.once('exit', () => rmSync(process.env.DATA_DIR!, { recursive: true, force: true }));
