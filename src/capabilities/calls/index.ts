/**
 * Requests for information: drafted from what an initiative has learned, published with deadlines by the
 * database's clock, answered by organisations, opened after the deadline, summarised in public.
 * How and why: docs/mechanisms/rfi.md.
 */
import './server/register-lines.ts';

export { rfiKind } from './kind.ts';
export { QUESTION_BANK } from './bank.ts';
export { accessRfi, findRfi, manageCalls, readAnswers, type CallState, type Rfi } from './server/access.ts';
export {
	createRfi,
	moveQuestion,
	pickFromBank,
	saveAbout,
	saveQuestion,
	saveTexts,
	setDeadlines
} from './server/draft.ts';
export { addDocument, removeDocument } from './server/documents.ts';
export { amendRfi, cancelRfi, discardRfi, extendDeadlines, publishRfi, rfiPath } from './server/publish.ts';
export { closeIfDue } from './server/closing.ts';
export {
	answerEnquiry,
	askEnquiry,
	listEnquiries,
	organisationsNamedIn,
	releaseAnswers,
	type Enquiry
} from './server/enquiries.ts';
export { accessAnswer, type OwnAnswer } from './server/answer-access.ts';
export { partsFromForm, type AnswerField } from './answer-form.ts';
export { answerFields, orphans } from './server/answer-page.ts';
export {
	keepPart,
	saveAnswer,
	type PartConflict,
	type PartInput,
	type SavedDraft
} from './server/answers.ts';
export { previewAnswer, setListed, submitAnswer, withdrawAnswer, type Receipt } from './server/submit.ts';
export { openAnswers, type OpenedAnswer } from './server/opened.ts';
export {
	addNote,
	compareAnswers,
	openedAnswer,
	removeNote,
	sendFeedback,
	type Note
} from './server/compare.ts';
export type { SentAnswer, SentContent } from './server/content.ts';
export { answerWords, exportCsv, exportXlsx, sectorWord } from './server/export.ts';
export {
	publishedSummary,
	publishSummary,
	saveSummary,
	summaryDraft,
	type Summary
} from './server/summary.ts';
export { findCandidates, inviteOrganisations, setInvitations, type Candidate } from './server/invite.ts';
export {
	callFacets,
	composePage,
	documentsOf,
	listCalls,
	readCall,
	readVersions,
	versionsOf,
	type CallPage,
	type CallRow,
	type CallVersion
} from './server/public.ts';
export {
	invitationSettings,
	myAnswers,
	receiptFor,
	lateReceiptFor,
	receiptTextFor,
	sentText,
	type MyAnswer
} from './server/mine.ts';
export { exact, receiptLines, type ReceiptFacts } from './server/mail.ts';
export { deadlineCalendar } from './server/calendar.ts';
export { workList, type WorkRow } from './server/work.ts';
