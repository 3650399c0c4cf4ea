/**
 * What is public of requests for information, procurements and agreements, as the Open Contracting Data Standard 1.1
 * writes it: releases that never change, and records that they give together. docs/mechanisms/ocds.md
 */
export { answerOcds, bulkAddress, findBulk, type OcdsAnswer } from './server/answer.ts';
export { bulkStream, bulkYears, type BulkYear } from './server/bulk.ts';
export { ocdsPaths } from './server/description.ts';
export { publishDue } from './server/publish.ts';
export { noticeFields, noticeFile } from './server/e1-file.ts';
export { missingIn, type E1Field } from './e1.ts';
export { mayRecordNotices, noticesOf, recordNotice, removeNotice, type NoticeRef } from './server/notices.ts';
export type { Notice } from './facts.ts';
