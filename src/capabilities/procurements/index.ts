/**
 * Pre-commercial procurement in phases: set-up, tenders that nobody reads before the opening, opening by two,
 * evaluation, decision, gates. Amounts are minor units (öre); errors are AppError.
 */
import { onAwards, onSigning } from '#capabilities/agreements/index.ts';
import { awardedTenders } from './server/awards.ts';
import './server/register-lines.ts';
import { signingBlock } from './server/standstill.ts';
import './server/outages.ts';
import './phase-kinds.ts';

// No agreement that follows from an award is signed during its standstill or a review of it.
onSigning(signingBlock);
// And every one that follows from an award begins with what was awarded.
onAwards(awardedTenders);

export { procurementKind } from './kind.ts';
export {
	accessProcurement,
	accessRound,
	leadEvaluation,
	openTenders,
	publishProcurementPermission,
	readTenders,
	scoreTenders,
	seeTenderers,
	type ProcurementRef,
	type RoundRef
} from './server/access.ts';
export { allTenderers, declareRound, namesHidden, sightOf, type Sight } from './server/anonymous.ts';
export { roundsOf, type RoundStanding } from './server/rounds-of.ts';
export {
	askedRounds,
	callWithLot,
	nameOfRound,
	newestRounds,
	ofLot,
	presentRound,
	titleOfLot,
	titleOfRound,
	titleWithLot,
	viewOfLot,
	viewsOf
} from './lots.ts';
export { addLot, lotOf, removeLot, saveLot, saveLotRules } from './server/lots.ts';
export { overviewOf, roundProgress, type RoundProgress } from './server/overview.ts';
export type { Condition, Criterion, Lot, Procurement, Round } from './server/load.ts';
export {
	removeRequirement,
	saveGrounds,
	saveNegotiationRule,
	saveRequirement,
	saveReservation
} from './server/conditions.ts';
export {
	createProcurement,
	exemptionOf,
	listProcurements,
	recordExemption,
	saveBasics
} from './server/setup.ts';
export {
	addRound,
	removeCriterion,
	removeLastRound,
	saveCriterion,
	savePrice,
	saveRound
} from './server/phases.ts';
export { addDocument, addVersion, documentsOf, withdrawDocument } from './server/documents.ts';
export { askQuestion, publishAnswers, questionsToAnswer, writeAnswer } from './server/questions.ts';
export { openForTenders, type OpenProcurement } from './server/open.ts';
export { tenderCalendar } from './server/calendar.ts';
export { noticeText } from './server/notice-text.ts';
export { cancelLot, cancelProcurement } from './server/cancel.ts';
export { extendDeadline, lackingOf, publishProcurement, startRound } from './server/publish.ts';
export {
	attachedDossier,
	publicDocument,
	publicProcurement,
	type PublicProcurement,
	publishedProcurements,
	type Participant
} from './server/public.ts';
export { addPartner, answerPartnership, findPartner, removePartner, startTender } from './server/tenders.ts';
export { accessTender, draftTender, submitTenderPermission, type Tender } from './server/tender-access.ts';
export { receiptFile } from './server/receipt-file.ts';
export { receiptsOf } from './server/receipts.ts';
export {
	awaitedFile,
	completeFile,
	filesOf,
	MAX_SEALED_BYTES,
	receiveWhole,
	removeFile,
	reserveFile,
	sealedFolder,
	type FileState
} from './server/sealed-files.ts';
export { checksOf, type CheckedTender, type Finding } from './server/checks-read.ts';
export { excludeTender, exclusionPage, hearAboutExclusion, type ExclusionPage } from './server/exclusion.ts';
export { freezeChecks, saveCheck } from './server/checks.ts';
export {
	askTenderers,
	listRequests,
	readRequest,
	type TenderAnswer,
	type TenderRequest
} from './server/requests.ts';
export { negotiate, negotiationPage } from './server/negotiation.ts';
export { decideLow, lowTendersOf, markLow } from './server/low-prices.ts';
export { correctionsOf, correctPrice, pricePage, type PricedTender } from './server/prices.ts';
export { writtenRecord } from './server/written-record.ts';
export { answerRequest, ownRequest } from './server/request-answers.ts';
export { answerDebrief, askDebrief, ownDebriefs, roundDebriefs, type Debrief } from './server/debriefs.ts';
export { addOpenFile } from './server/open-files.ts';
export { submitByHand, templatesFor } from './server/by-hand.ts';
export { beginUpload, receivePiece } from './server/upload.ts';
export { dropDraft, readDraft, saveDraft, saveOpenDraft } from './server/drafts.ts';
export {
	sealAndSubmit,
	factsFor,
	standingOf,
	standingRefusals,
	submitTender,
	toSeal,
	withdrawTender,
	type Delivered
} from './server/submit.ts';
export { appointHolders, holdersPage, roundHolders, type Holder } from './server/holders.ts';
export {
	forgetCopy,
	heldRound,
	keyTasks,
	myHeldRounds,
	myKey,
	saveKey,
	type HeldRound,
	type HolderKey
} from './server/holder-keys.ts';
export { accessHeld } from './server/held.ts';
export {
	beginUnsealing,
	giveLayers,
	heldPage,
	takeLayers,
	type Given,
	type Running
} from './server/unsealing.ts';
export { relativeExample } from './server/relative-example.ts';
export { inspectFile, ownTenderFile, tenderFile } from './server/opened-files.ts';
export { myTenders, tenderLetter, tenderPage, type MyTender } from './server/my.ts';
export { finishUnsealing, openingState } from './server/opening.ts';
export { openingProtocol, type Fault, type Remark } from './server/opening-list.ts';
export {
	mayInRound,
	readTender,
	tendersWithDoors,
	type ReadTender,
	type TenderRow
} from './server/reading.ts';
export {
	addEvaluator,
	declareConflict,
	endEvaluator,
	evaluatorsOf,
	possibleEvaluators
} from './server/conflicts.ts';
export { myScores, saveScores, submitScores, type Score, type ScoreEntry } from './server/scoring.ts';
export {
	changeScore,
	changesOf,
	freezeOf,
	freezeScores,
	saveConsensus,
	sideBySide
} from './server/consensus.ts';
export { decideRound, decisionOf, drawOf, proposedRanking, recordDraw } from './server/decision.ts';
export { lettersOf, prepareLetters, saveLetter } from './server/letters.ts';
export { endReview, registerReview, reviewsOf, signingBlock } from './server/standstill.ts';
export { assessSupplier, gatesOf, passGate, phasePage, reportPhase } from './server/gate.ts';
export {
	evaluationOf,
	publicEvaluations,
	saveEvaluation,
	type PhaseEvaluation
} from './server/evaluation.ts';
export { moveProcurement, newerVersion, procurementMove, type ProcurementMove } from './server/move.ts';
export { passFramework } from './server/passage.ts';
export { gateOfPhase, runOf, type PhasePassage, type ProcurementRun, type RunPhase } from './server/run.ts';
export { procurementsOfMethod, procurementsUnderWay, type MethodProcurement } from './server/of-method.ts';
export { runPage, runPages, type AskedFor, type LeftPhase } from './server/run-page.ts';
export { budgets } from './server/money.ts';
export { letterPaper, openingPaper, roundRecord } from './server/papers.ts';
