/** The challenge: worded in parts, decided by the owner, published for everybody. */
import './server/register-lines.ts';

export * from './form.ts';
export * from './rules.ts';
export { challengeKind, type ExportedChallenge } from './kind.ts';
export { accessPart, type Challenge, type Version } from './server/store.ts';
export {
	figuresMark,
	savePart,
	saveVersion,
	writeChallenge,
	writePart,
	type FigureInput,
	type WriteInput,
	type Written
} from './server/write.ts';
export { publishChallenge, recordDecision, type Decision } from './server/decide.ts';
export { askForPart, handInPart, type AskInput, type PartRequest } from './server/ask.ts';
export {
	challengeDesk,
	publicChallenge,
	readableVersions,
	readPublished,
	type ChallengeDesk,
	type PublicChallenge
} from './server/queries.ts';
export { publishedTexts, type PublishedTexts } from './server/published.ts';
export { delegatedDecisions, type DelegatedDecision } from './server/delegated.ts';
export { challengeLetter, type LetterInput } from './server/letter.ts';
