import type { DocumentModel } from './model.ts';

/** As renderPdf, for Word and others. The library is loaded when somebody first asks: it takes much memory. */
export async function renderDocx(model: DocumentModel): Promise<Uint8Array> {
	// Signs that XML 1.0 allows no document to hold would make the file unreadable.
	const clean = JSON.parse(
		JSON.stringify(model, (_key, value: unknown) =>
			typeof value === 'string' ? value.replace(FORBIDDEN, '') : value
		)
	) as DocumentModel;
	return (await import('./docx.ts')).renderDocx(clean);
}

// eslint-disable-next-line no-control-regex -- these are the signs that must not be there
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
