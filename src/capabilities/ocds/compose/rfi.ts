import type { Lang } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { RfiFacts } from '../facts.ts';
import type { Fields } from '../merge.ts';
import { Parties } from './parties.ts';
import {
	fileAddress,
	filled,
	iso,
	items,
	noticeDocument,
	page,
	sentence,
	upTo,
	words,
	type At
} from './shape.ts';

/** Times at which something became public. */
export function rfiTimes(rfi: RfiFacts): Date[] {
	return [
		...(rfi.from ? [rfi.from] : []),
		...[...rfi.versions, ...rfi.deadlines, ...rfi.summaries, ...rfi.notices].map(({ at }) => at),
		...rfi.answered,
		...(rfi.closing ? [rfi.closing.at] : [])
	];
}

/** A request for information as a process in planning; null before it is public. */
export function composeRfi(rfi: RfiFacts, at: At): Fields | null {
	const version = rfi.versions.filter((one) => upTo(at, one.at)).at(-1);
	if (!version || !upTo(at, rfi.from)) return null;
	const { content } = version;
	const lang = content.title.o;
	const parties = new Parties(rfi);
	const owner = parties.named(rfi.buyer, 'buyer', 'procuringEntity');
	const withdrawn = rfi.closing?.as === 'cancelled' && upTo(at, rfi.closing.at);
	return {
		language: lang,
		initiationType: 'tender',
		parties: parties.list(),
		buyer: owner,
		planning: filled({
			...words('rationale', content.desiredEffect, lang),
			budget: { project: words('title', rfi.project.title, lang).title, projectID: rfi.project.id },
			documents: documents(rfi, content.documents, lang, at),
			milestones: milestones(rfi, lang, at)
		}),
		tender: filled({
			id: rfi.id,
			...words('title', content.title, lang),
			...words('description', content.background, lang),
			status: withdrawn ? 'withdrawn' : 'planning',
			procuringEntity: owner,
			...items(content.cpv, content.title, lang)
		})
	};
}

function documents(
	rfi: RfiFacts,
	attached: { fileId: string; title: LocalText }[],
	lang: Lang,
	at: At
): Fields[] {
	const files = attached.flatMap(({ fileId, title }) => {
		const file = rfi.files.find(({ id }) => id === fileId);
		const address = file && { url: fileAddress(file), format: file.type };
		return address
			? [{ id: fileId, documentType: 'needsAssessment', ...words('title', title, lang), ...address }]
			: [];
	});
	const notices = rfi.notices.filter((one) => upTo(at, one.at));
	return [
		...versionDocuments(rfi, lang, at),
		...files,
		...answers(rfi, lang, at),
		...summaryDocument(rfi, lang, at),
		...notices.map(noticeDocument('plannedProcurementNotice', lang)),
		...cancellation(rfi, lang, at)
	];
}

/** What was asked for, with each change and why. */
function versionDocuments(rfi: RfiFacts, lang: Lang, at: At): Fields[] {
	return rfi.versions
		.filter((one) => upTo(at, one.at))
		.map((one) => ({
			id: `version-${one.number}`,
			documentType: 'needsAssessment',
			...words('title', sentence('ocds.rfi.version', { number: one.number }), lang),
			...words('description', one.note, lang),
			url: `${page(rfi.path, lang)}/versions#v${one.number}`,
			datePublished: iso(one.at),
			format: 'text/html'
		}));
}

function answers(rfi: RfiFacts, lang: Lang, at: At): Fields[] {
	const times = rfi.answered.filter((time) => upTo(at, time));
	if (times.length === 0) return [];
	return [
		{
			id: 'answers',
			documentType: 'clarifications',
			...words('title', sentence('ocds.rfi.answers'), lang),
			url: `${page(rfi.path, lang)}#questions-and-answers`,
			datePublished: iso(times[0]!),
			dateModified: iso(times.at(-1)!),
			format: 'text/html'
		}
	];
}

function summaryDocument(rfi: RfiFacts, lang: Lang, at: At): Fields[] {
	const known = rfi.summaries.filter((one) => upTo(at, one.at));
	const last = known.at(-1);
	if (!last) return [];
	return [
		{
			id: 'summary',
			documentType: 'marketStudies',
			...words('title', sentence('ocds.rfi.summary'), lang),
			...words('description', last.heard, lang),
			url: `${page(rfi.path, lang)}#summary`,
			datePublished: iso(known[0]!.at),
			dateModified: iso(last.at),
			format: 'text/html'
		}
	];
}

function cancellation({ closing, path }: RfiFacts, lang: Lang, at: At): Fields[] {
	if (closing?.as !== 'cancelled' || !upTo(at, closing.at)) return [];
	return [
		{
			id: 'cancellation',
			documentType: 'cancellationDetails',
			...words('title', sentence('ocds.rfi.cancelled'), lang),
			...words('description', closing.reason, lang),
			url: page(path, lang),
			datePublished: iso(closing.at),
			format: 'text/html'
		}
	];
}

function milestones(rfi: RfiFacts, lang: Lang, at: At): Fields[] {
	const deadline = rfi.deadlines.filter((one) => upTo(at, one.at)).at(-1);
	if (!deadline) return [];
	const closed = rfi.closing && upTo(at, rfi.closing.at) ? rfi.closing : null;
	const changed = closed?.at ?? deadline.at;
	const one = (id: string, title: LocalText, due: Date): Fields => {
		const met = closed && (closed.as === 'deadline' || due <= closed.at);
		return {
			id,
			...words('title', title, lang),
			type: 'engagement',
			...words('description', deadline.reason, lang),
			dueDate: iso(due),
			...(met ? { dateMet: iso(due) } : {}),
			dateModified: iso(changed),
			status: closed ? (met ? 'met' : 'notMet') : 'scheduled'
		};
	};
	return [
		one('questions', sentence('ocds.rfi.questions'), deadline.questionsUntil),
		one('answers', sentence('ocds.rfi.deadline'), deadline.answersUntil)
	];
}
