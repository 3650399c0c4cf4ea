import type { MessageKey } from '#platform/i18n/index.ts';

/** What was found of a part: given out, given out with some words covered, or kept back whole. */
export const PART_OUTCOMES = ['open', 'masked', 'secret'] as const;
export type PartOutcome = (typeof PART_OUTCOMES)[number];

/** How a request ended. `absolute`: while nothing may be tried; `none`: there is no such document. */
export type Outcome = 'released' | 'masked' | 'refused' | 'absolute' | 'none';

/** Provisions that most often come up; any other is typed. */
export const PARAGRAPHS = ['31:16', '19:3'] as const;

export interface Found {
	outcome: PartOutcome;
	passages: readonly string[];
}

/** All parts of all documents, taken together. Nothing tried is no outcome. */
export function outcomeOf(
	parts: readonly Pick<Found, 'outcome'>[]
): 'released' | 'masked' | 'refused' | null {
	if (parts.length === 0) return null;
	if (parts.every((part) => part.outcome === 'open')) return 'released';
	return parts.every((part) => part.outcome === 'secret') ? 'refused' : 'masked';
}

/** A piece of text; `masked` stands where something is covered, and holds nothing of it. */
export interface Run {
	text: string;
	masked: boolean;
}

/** One passage per line, as typed; the same words twice count once. */
export function passagesOf(typed: string | undefined): string[] {
	const lines = (typed ?? '').split('\n').map((line) => line.replace(/\s+/g, ' ').trim());
	return [...new Set(lines.filter(Boolean))];
}

/** Finds the words however they are broken over lines and whatever their case. */
function pattern(passages: readonly string[]): RegExp {
	const longestFirst = [...passages].sort((a, b) => b.length - a.length);
	const escaped = longestFirst.map((words) =>
		words
			.split(/\s+/)
			.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
			.join('\\s+')
	);
	return new RegExp(escaped.join('|'), 'giu');
}

export function contains(text: string, passage: string): boolean {
	return pattern([passage]).test(text);
}

/**
 * The text with every passage covered. What is covered is gone from the result, its length too.
 * @param mark what stands in its place
 */
export function cover(text: string, passages: readonly string[], mark: string): Run[] {
	if (passages.length === 0) return [{ text, masked: false }];
	const runs: Run[] = [];
	let from = 0;
	for (const match of text.matchAll(pattern(passages))) {
		if (match.index > from) runs.push({ text: text.slice(from, match.index), masked: false });
		runs.push({ text: mark, masked: true });
		from = match.index + match[0].length;
	}
	if (from < text.length) runs.push({ text: text.slice(from), masked: false });
	return runs;
}

/** A file of a document, and where it is read: for tenders' files the path has no language in it. */
export interface PartFile {
	id: string;
	name: string;
	path: string;
}

/** The address of a file on a page in this language. */
export const fileAddress = (file: Pick<PartFile, 'path'>, lang: string): string =>
	file.path.startsWith('/files/') ? file.path : `/${lang}${file.path}`;

/** A part of a document as it is tried. */
export interface Part {
	key: string;
	heading: string;
	text: string;
	/** A file cannot be covered in part here: it is given out or not. */
	file: PartFile | null;
	/** What its writer wishes, with reasons. */
	wish: { reason: string; harm: string } | null;
}

export interface PartFinding extends Found {
	part: string;
	paragraph: string | null;
	harm: string | null;
}

export interface Fault {
	part: string;
	field: 'passages' | 'paragraph' | 'harm' | 'outcome';
	key: MessageKey;
}

/** What is lacking in what was found of a document. */
export function findingFaults(parts: readonly Part[], findings: readonly PartFinding[]): Fault[] {
	return findings
		.flatMap((finding) => {
			const part = parts.find(({ key }) => key === finding.part);
			if (!part || finding.outcome === 'open') return [];
			const faults: Fault[] = [];
			const add = (field: Fault['field'], key: MessageKey) => faults.push({ part: part.key, field, key });
			if (!finding.paragraph) add('paragraph', 'records.error.paragraph');
			if (!finding.harm) add('harm', 'records.error.harm');
			if (finding.outcome === 'masked') maskedFaults(part, finding, add);
			return faults;
		})
		.concat(leftOpen(parts, findings));
}

function maskedFaults(
	part: Part,
	finding: PartFinding,
	add: (field: Fault['field'], key: MessageKey) => void
): void {
	if (part.file) add('outcome', 'records.error.file');
	else if (finding.passages.length === 0) add('passages', 'records.error.passages');
	else if (finding.passages.some((words) => words.length < 2)) add('passages', 'records.error.passage-short');
	else if (finding.passages.some((words) => !contains(part.text, words)))
		add('passages', 'records.error.passage-unknown');
}

/** Words covered in one part must not stand to be read in another part of the same document. */
function leftOpen(parts: readonly Part[], findings: readonly PartFinding[]): Fault[] {
	const covered = findings.flatMap((one) => (one.outcome === 'masked' ? one.passages : []));
	return findings.flatMap((finding): Fault[] => {
		if (finding.outcome === 'secret' || covered.length === 0) return [];
		const part = parts.find(({ key }) => key === finding.part);
		const own = finding.outcome === 'masked' ? finding.passages : [];
		const left = cover(part?.text ?? '', own, ' ')
			.filter((run) => !run.masked)
			.map((run) => run.text);
		const open = covered.some((words) => left.some((text) => contains(text, words)));
		return open ? [{ part: finding.part, field: 'passages', key: 'records.error.elsewhere' }] : [];
	});
}

/** May the documents of this subject be tried now? `absolute`: not even whether there are any is told. */
export type Stage = 'open' | 'absolute' | 'never';

/** While a procurement has neither been decided nor ended, absolute secrecy holds (OSL 19 kap. 3 § second paragraph). */
export function tenderStage(round: { opened: boolean; decided: boolean; cancelled: boolean }): Stage {
	if (round.opened && (round.decided || round.cancelled)) return 'open';
	return round.cancelled ? 'never' : 'absolute';
}

// keys: records.outcome.released records.outcome.masked records.outcome.refused records.outcome.absolute records.outcome.none
export const outcomeKey = (outcome: Outcome): MessageKey => `records.outcome.${outcome}`;

// keys: records.line.*
export type LineKind =
	| 'rfi-published'
	| 'rfi-amended'
	| 'rfi-extended'
	| 'rfi-cancelled'
	| 'rfi-question'
	| 'rfi-answers-out'
	| 'rfi-summary'
	| 'rfi-answer'
	| 'rfi-feedback'
	| 'procurement-published'
	| 'procurement-document'
	| 'round-published'
	| 'procurement-extended'
	| 'procurement-cancelled'
	| 'lot-cancelled'
	| 'procurement-question'
	| 'procurement-answer'
	| 'tender'
	| 'opening-list'
	| 'tender-question'
	| 'tender-answer'
	| 'tender-check'
	| 'tender-exclusion'
	| 'evaluation'
	| 'award-decision'
	| 'decision-letter'
	| 'debrief-question'
	| 'debrief-answer'
	| 'review'
	| 'phase-report'
	| 'phase-gate'
	| 'challenge-decision'
	| 'challenge-published'
	| 'agreement-signed'
	| 'workshop-minutes'
	| 'disclosure-request'
	| 'disclosure-assessed'
	| 'disclosure-decision';
export const lineKey = (kind: LineKind): MessageKey => `records.line.${kind}`;

// keys: records.direction.in records.direction.out records.direction.made
export const directionKey = (direction: 'in' | 'out' | 'made'): MessageKey =>
	`records.direction.${direction}`;

// keys: records.secrecy.absolute records.secrecy.wish
export const secrecyKey = (secrecy: 'absolute' | 'wish'): MessageKey => `records.secrecy.${secrecy}`;

/** Why a procurement cannot be packed for the archive yet, or null: every published round must have come to an end. */
export function archiveStage(rounds: readonly { decided: boolean; cancelled: boolean }[]): MessageKey | null {
	return rounds.some((round) => !round.decided && !round.cancelled) ? 'records.archive.open' : null;
}

/** Kinds of record that are kept for different times, by how their call ended. */
export const RECORD_KINDS = [
	'tender-awarded',
	'tender-other',
	'tender-draft',
	'evaluation',
	'rfi-answer',
	'rfi-draft'
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

// keys: records.retention.kind.tender-awarded records.retention.kind.tender-other records.retention.kind.tender-draft
// keys: records.retention.kind.evaluation records.retention.kind.rfi-answer records.retention.kind.rfi-draft
export const recordKindKey = (kind: RecordKind): MessageKey => `records.retention.kind.${kind}`;

/** Years for which LOU 12 kap. 17 § wants what belongs to a procurement kept. */
export const LEAST_YEARS = 4;
const OF_PROCUREMENT: readonly RecordKind[] = ['tender-awarded', 'tender-other', 'evaluation'];

const OF_RFI: readonly RecordKind[] = ['rfi-answer', 'rfi-draft'];

// keys: records.retention.of.rfi records.retention.of.procurement
export const callKindKey = (kind: 'rfi' | 'procurement'): MessageKey => `records.retention.of.${kind}`;

/** Whether calls of a kind have records of a kind. */
export const hasRecord = (call: 'rfi' | 'procurement', record: RecordKind): boolean =>
	OF_RFI.includes(record) === (call === 'rfi');

/** Why a rule cannot be, by field, or null. */
export function retentionFault(rule: {
	record: RecordKind;
	action: 'keep' | 'dispose';
	years: number | null;
}): MessageKey | null {
	if (rule.action === 'keep') return null;
	if (rule.years === null) return 'records.error.years';
	return OF_PROCUREMENT.includes(rule.record) && rule.years < LEAST_YEARS
		? 'records.error.least-years'
		: null;
}
