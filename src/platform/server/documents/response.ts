import type { DocumentModel } from './model.ts';
import { renderDocx } from './word.ts';
import { renderPdf } from './pdf.ts';

const TYPES = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
} as const;

/** A document as a download. @param name without ending; letters outside ASCII are fine */
export async function documentResponse(
	model: DocumentModel,
	format: keyof typeof TYPES,
	name: string
): Promise<Response> {
	const bytes = await (format === 'pdf' ? renderPdf(model) : renderDocx(model));
	return new Response(bytes as BodyInit, {
		headers: {
			'content-type': TYPES[format],
			'content-length': String(bytes.length),
			'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`,
			'content-security-policy': "default-src 'none'; sandbox"
		}
	});
}
