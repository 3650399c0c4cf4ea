/**
 * The register of an authority: what came in and was drawn up, day by day; requests to read answers and tenders, tried part by part, with masked copies and
 * written refusals. How and why: docs/mechanisms/records.md.
 */
import './server/digest.ts';
import './server/personal.ts';
import './server/register-lines.ts';

export { accessRequests, handleRequests } from './server/access.ts';
export { showsRequests } from './server/may.ts';
export type { Subject } from './server/subjects.ts';
export {
	listRequests,
	registerRequest,
	requestOf,
	type Assessed,
	type AssessedPart,
	type ReadingRequest,
	type RequestRef
} from './server/requests.ts';
export { heldFor, type Held, type Holding } from './server/holdings.ts';
export { assessDocument, documentToTry, type AssessmentPage } from './server/assess.ts';
export { askOrganisation, hearingsOf, recordHearing, type Hearing } from './server/hearing.ts';
export { concludeRequest } from './server/conclude.ts';
export { decisionPage, makeDecision, type Decision } from './server/decision.ts';
export { DEFAULT_PARAGRAPH, plainAnswer } from './decision-text.ts';
export { copyPaper, decisionPaper, type Paper } from './server/papers.ts';
export { saveWishes, wishPage, type WishPart } from './server/wishes.ts';
export {
	accessRegister,
	dailyList,
	LINES_PER_PAGE,
	periodList,
	readRegister,
	type DailyList,
	type Day,
	type RegisterLine
} from './server/daily.ts';
export {
	endRegistrar,
	keepsRegister,
	myRegisters,
	nameRegistrar,
	nameRegistrars,
	registrarsPage,
	setDailyMail,
	type MyRegister,
	type Registrar
} from './server/registrars.ts';
export { archivePackage, archivePage, type Archivable } from './server/archive/index.ts';
export { recordRetention, retentionPage, type DueRecords, type RetentionRule } from './server/retention.ts';
