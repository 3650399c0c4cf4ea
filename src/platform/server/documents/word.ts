import type { DocumentModel } from './model.ts';

/** As renderPdf, for Word and others. The library is loaded when somebody first asks: it takes much memory. */
export async function renderDocx(model: DocumentModel): Promise<Uint8Array> {
	return (await import('./docx.ts')).renderDocx(model);
}
