import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DocumentModel } from './model.ts';

const FOLDER = join(process.cwd(), 'src/platform/server/documents');
/** So many at a time in one process; others wait for their turn. */
const AT_ONCE = 2;
let template: string | undefined;
let running = 0;
const waiting: (() => void)[] = [];

/** PDF/UA-1 for readers; PDF/A-2a, which is tagged too, with fonts, colour profile and metadata inside, for archives. */
export type PdfStandard = 'ua-1' | 'a-2a';

/**
 * An accessible PDF (PDF/UA-1: tagged, titled, with language), or one for archives. About a tenth of a second and 120 MB of memory
 * while it is made. What people wrote is data to the template and can never be markup.
 */
export async function renderPdf(model: DocumentModel, standard: PdfStandard = 'ua-1'): Promise<Uint8Array> {
	if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
	running++;
	try {
		return await inWorker(model, standard);
	} finally {
		running--;
		waiting.shift()?.();
	}
}

function inWorker(model: DocumentModel, standard: PdfStandard): Promise<Uint8Array> {
	template ??= readFileSync(join(FOLDER, 'letter.typ'), 'utf8');
	const worker = new Worker(join(FOLDER, 'pdf-worker.ts'), {
		workerData: { data: JSON.stringify(model), template, standard }
	});
	return new Promise((resolve, reject) => {
		worker.once('message', (message: { pdf?: Uint8Array; error?: string }) => {
			if (message.pdf) resolve(message.pdf);
			else reject(new Error(`the document could not be made: ${message.error}`));
		});
		worker.once('error', reject);
		worker.once('exit', (code) => reject(new Error(`the document's worker ended with ${code}`)));
	});
}
