import type { Lang } from '#platform/i18n/index.ts';
import { newText } from '#platform/i18n/text.ts';
import type { DocumentFacts, ProcurementFacts, RoundFacts } from '../facts.ts';
import type { Fields } from '../merge.ts';
import { fileAddress, iso, noticeDocument, page, sentence, upTo, words, type At } from './shape.ts';

/** The first phase of a call that is not divided, or what stands for a divided one: what belongs to the call is here. */
export const isWhole = ({ step, lot }: Pick<RoundFacts, 'step' | 'lot'>): boolean =>
	step === 1 && lot === null;

/** The deadline as it was known: extensions that came later are not. */
export function deadlineAt(round: RoundFacts, at: At): Date | null {
	const later = round.extensions.find((one) => !upTo(at, one.at));
	return later ? later.from : round.tendersUntil;
}

export function tenderDocuments(facts: ProcurementFacts, round: RoundFacts, lang: Lang, at: At): Fields[] {
	const own = [...answers(facts, round, lang, at), ...cancellation(facts, round, lang, at)];
	if (!isWhole(round)) return own;
	return [
		...facts.documents.flatMap((one) => document(facts, one, lang, at)),
		...facts.dossiers.filter((one) => upTo(at, one.at)).map((one) => dossier(facts, one, lang)),
		...facts.notices.filter((one) => upTo(at, one.at)).map(noticeDocument('tenderNotice', lang)),
		...own
	];
}

function document(facts: ProcurementFacts, one: DocumentFacts, lang: Lang, at: At): Fields[] {
	const versions = one.versions.filter((version) => upTo(at, version.at));
	const last = versions.at(-1);
	if (!last) return [];
	const withdrawn = one.withdrawnAt && upTo(at, one.withdrawnAt) ? one.withdrawnAt : null;
	const url = last.file ? fileAddress(last.file) : `${page(facts.path, lang)}/documents/${one.id}`;
	const note = withdrawn ? sentence('ocds.document.withdrawn') : last.note ? newText('sv', last.note) : null;
	return [
		{
			id: one.id,
			documentType: 'biddingDocuments',
			...words('title', one.title, lang),
			...words('description', note, lang),
			url,
			datePublished: iso(laterOf(versions[0]!.at, facts.from!)),
			dateModified: iso(withdrawn ?? laterOf(last.at, facts.from!)),
			format: last.file?.type ?? 'text/html'
		}
	];
}

const laterOf = (one: Date, other: Date) => (one > other ? one : other);

/** What was shared before the procurement, without names. */
const dossier = (facts: ProcurementFacts, one: ProcurementFacts['dossiers'][number], lang: Lang): Fields => ({
	id: one.id,
	documentType: 'marketStudies',
	...words('title', one.title, lang),
	url: `${page(facts.path, lang)}#documents`,
	datePublished: iso(one.at),
	format: 'text/html'
});

function answers(facts: ProcurementFacts, round: RoundFacts, lang: Lang, at: At): Fields[] {
	const times = round.answered.filter((time) => upTo(at, time));
	if (times.length === 0) return [];
	return [
		{
			id: `answers-${round.id}`,
			documentType: 'clarifications',
			...words('title', sentence('ocds.procurement.answers'), lang),
			url: `${page(facts.path, lang)}#questions`,
			datePublished: iso(times[0]!),
			dateModified: iso(times.at(-1)!),
			format: 'text/html'
		}
	];
}

function cancellation(facts: ProcurementFacts, round: RoundFacts, lang: Lang, at: At): Fields[] {
	const { cancelled } = facts;
	if (!cancelled || !upTo(at, cancelled.at) || isOver(round, at)) return [];
	return [
		{
			id: `cancellation-${round.id}`,
			documentType: 'cancellationDetails',
			...words('title', sentence('ocds.procurement.cancelled'), lang),
			description: cancelled.reason,
			url: page(facts.path, lang),
			datePublished: iso(cancelled.at),
			format: 'text/html'
		}
	];
}

/** A phase whose gate has been passed is not undone by what happens to the next one. */
export const isOver = ({ gate }: RoundFacts, at: At) => gate !== null && upTo(at, gate.at);

/** Changes that bind: moved deadlines and new versions of documents. */
export function amendments(facts: ProcurementFacts, round: RoundFacts, lang: Lang, at: At): Fields[] {
	const moved = round.extensions
		.filter((one) => upTo(at, one.at))
		.map((one) => ({
			id: one.id,
			date: iso(one.at),
			rationale: one.reason,
			description: `${iso(one.from)} → ${iso(one.to)}`
		}));
	const changed = isWhole(round) ? facts.documents.flatMap((one) => changes(facts, one, lang, at)) : [];
	return [...moved, ...changed].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}

function changes({ from }: ProcurementFacts, one: DocumentFacts, lang: Lang, at: At) {
	return one.versions
		.filter((version) => upTo(at, version.at) && version.at > from!)
		.map((version) => ({
			id: `${one.id}-${version.version}`,
			date: iso(version.at),
			...(version.note ? { rationale: version.note } : {}),
			description: sentence('ocds.document.version', { title: one.title, number: version.version }).t[lang]!
		}));
}
