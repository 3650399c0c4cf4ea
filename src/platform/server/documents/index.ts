/** Letters, minutes and reports as files: one description, rendered as accessible PDF or as DOCX to work on. */
export { blocksOf, type Block, type DocumentModel } from './model.ts';
export { renderPdf, type PdfStandard } from './pdf.ts';
export { renderDocx } from './word.ts';
export { documentResponse } from './response.ts';
