import { notFound } from '#platform/errors/index.ts';
import { translator, type Translator } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Block, DocumentModel } from '#platform/server/documents/index.ts';
import { ABSOLUTE_PARAGRAPH, decisionText, maskMark, provisionTexts } from '../decision-text.ts';
import { cover, type Outcome, type Part, type PartFile, type Run } from '../rules.ts';
import { decisionPage, type Decision } from './decision.ts';
import { readHolding } from './holdings.ts';
import {
	auditRequest,
	requestOf,
	type Assessed,
	type AssessedPart,
	type ReadingRequest,
	type RequestRef
} from './requests.ts';

// The authority's own documents: in Swedish, whoever makes them.
const swedish = () => translator('sv');
const pageWords = (t: Translator) => ({ page: t('records.paper.page'), of: t('records.paper.of') });
const aboutSubject = (t: Translator, { subject }: ReadingRequest) => {
	const title = plainText(subject.title, 'sv');
	return subject.round
		? t('records.paper.about.tenders', { title, number: subject.round.step })
		: t('records.paper.about.rfi', { title });
};

export interface Paper {
	model: DocumentModel;
	/** Without ending. */
	name: string;
}

export interface Copy extends Paper {
	number: number;
	/** Files that are given out whole, beside it. */
	files: PartFile[];
}

/** The written decision, with how one appeals. */
export async function decisionPaper(ctx: Context, ref: RequestRef): Promise<Paper> {
	const { request, assessed, outcome, decision } = await decisionPage(ctx, ref);
	if (!decision) throw notFound();
	const t = swedish();
	const model: DocumentModel = {
		lang: 'sv',
		kind: t('records.paper.decision.kind'),
		title: t('records.paper.decision'),
		sender: decision.authority,
		meta: decisionMeta(t, decision, request),
		blocks: decisionBlocks(t, { request, assessed, outcome: outcome.outcome, decision }),
		pageWords: pageWords(t)
	};
	return { model, name: `${t('records.paper.decision')} ${decision.diaryNumber ?? request.number}` };
}

function decisionMeta(t: Translator, decision: Decision, request: ReadingRequest): DocumentModel['meta'] {
	return [
		{ label: t('records.paper.date'), value: t.date(decision.decidedOn) },
		...(decision.diaryNumber ? [{ label: t('records.paper.diary'), value: decision.diaryNumber }] : []),
		{ label: t('records.paper.to'), value: decision.receiver ?? t('records.paper.to.anybody') },
		{ label: t('records.paper.received'), value: t.date(request.receivedOn) }
	];
}

interface Decided {
	request: ReadingRequest;
	assessed: Assessed[];
	outcome: Outcome;
	decision: Decision;
}

function decisionBlocks(t: Translator, { request, assessed, outcome, decision }: Decided): Block[] {
	const heading = (text: string): Block => ({ kind: 'heading', level: 2, text });
	const title = decision.decidedByTitle ? { title: decision.decidedByTitle } : {};
	return [
		heading(t('records.paper.decision.what')),
		{ kind: 'text', text: decisionText(outcome, decision.authority) },
		heading(t('records.paper.wanted')),
		{ kind: 'text', text: aboutSubject(t, request) },
		{ kind: 'quote', text: request.wanted },
		...(outcome === 'none' ? [] : [heading(t('records.paper.rules'))]),
		...(outcome === 'none' ? [] : texts(provisionTexts(paragraphsOf(outcome, assessed)).join('\n\n'))),
		heading(t('records.paper.reasons')),
		...texts(decision.reasons),
		{ kind: 'signatures', people: [{ name: decision.decidedByName, ...title }] },
		...(decision.reportedBy ? texts(t('records.paper.reported', { name: decision.reportedBy })) : []),
		heading(t('records.paper.appeal')),
		...texts(decision.appeal)
	];
}

const texts = (text: string): Block[] =>
	text
		.split(/\n{2,}/)
		.filter((one) => one.trim())
		.map((one) => ({ kind: 'text', text: one }));

function paragraphsOf(outcome: Outcome, assessed: readonly Assessed[]): string[] {
	if (outcome === 'absolute') return [ABSOLUTE_PARAGRAPH];
	return assessed.flatMap(({ parts }) => parts.flatMap(({ paragraph }) => paragraph ?? []));
}

/**
 * The copy to hand out, made from the originals and the recorded findings: parts that the request was not about are
 * left out, what was found secret is gone and its place is marked. The making is noted.
 */
export async function copyPaper(ctx: Context, ref: RequestRef): Promise<Copy> {
	const { run, request, assessed } = await requestOf(ctx, ref);
	if (!request.outcome || assessed.length === 0) throw notFound();
	const t = swedish();
	const whole = request.outcome.outcome === 'released';
	const blocks: Block[] = [];
	const files: Copy['files'] = [];
	for (const document of assessed) {
		const { holding, parts } = await readHolding(ctx, ref.slug, request, document.documentId);
		blocks.push(...documentBlocks(t, document, { receivedAt: holding.receivedAt, parts }));
		files.push(...openFiles(document, parts));
	}
	await noteCopy(ctx, run.id, request, assessed);
	const model: DocumentModel = {
		lang: 'sv',
		kind: t('records.paper.copy.kind'),
		title: t(whole ? 'records.paper.copy.whole' : 'records.paper.copy'),
		sender: run.organisationName,
		meta: [
			{ label: t('records.paper.about'), value: aboutSubject(t, request) },
			{ label: t('records.paper.tried'), value: t.date(request.outcome.at) },
			...(request.diaryNumber ? [{ label: t('records.paper.diary'), value: request.diaryNumber }] : [])
		],
		blocks: [...(whole ? [] : [{ kind: 'text' as const, text: t('records.paper.copy.legend') }]), ...blocks],
		pageWords: pageWords(t)
	};
	return { model, name: `${t('records.paper.copy.kind')} ${request.number}`, number: request.number, files };
}

/** Files that are given out whole, beside the copy. */
function openFiles({ parts: found }: Assessed, parts: Part[]): Copy['files'] {
	const open = new Set(found.filter((one) => one.outcome === 'open').map((one) => one.part));
	return parts.flatMap(({ key, file }) => (file && open.has(key) ? [file] : []));
}

function documentBlocks(
	t: Translator,
	document: Assessed,
	original: { receivedAt: Date; parts: Part[] }
): Block[] {
	return [
		{ kind: 'heading', level: 2, text: document.organisation },
		{
			kind: 'text',
			text: t('records.paper.original', {
				at: t.dateTime(original.receivedAt),
				// In groups, so that it breaks over lines.
				sha256: document.sha256.replace(/(.{8})(?=.)/g, '$1 ')
			})
		},
		...document.parts.flatMap((found): Block[] => {
			const part = original.parts.find(({ key }) => key === found.part);
			return [
				{ kind: 'heading', level: 3, text: found.heading },
				...paragraphsIn(coverPart(found, part)).map((runs): Block => ({ kind: 'runs', runs }))
			];
		})
	];
}

/** What may be read of one part. Nothing of a secret one is taken from the original at all. */
export function coverPart(found: AssessedPart, part: Part | undefined): Run[] {
	const mark = maskMark(found.paragraph ?? '');
	if (found.outcome === 'secret') return [{ text: mark, masked: true }];
	return cover(part?.text ?? '', found.outcome === 'masked' ? found.passages : [], mark);
}

/** Empty lines part paragraphs, so that a long answer is as readable in the copy as in the original. */
function paragraphsIn(runs: Run[]): Run[][] {
	const paragraphs: Run[][] = [[]];
	for (const run of runs) {
		const pieces = run.masked ? [run.text] : run.text.split(/\n{2,}/);
		pieces.forEach((text, at) => {
			if (at > 0) paragraphs.push([]);
			if (text) paragraphs.at(-1)!.push({ ...run, text });
		});
	}
	return paragraphs.filter((one) => one.length > 0);
}

async function noteCopy(
	ctx: Context,
	initiativeId: string,
	request: ReadingRequest,
	assessed: Assessed[]
): Promise<void> {
	await ctx.db.transaction().execute(async (tx) => {
		if (request.subject.kind === 'tenders')
			for (const { documentId } of assessed)
				await audit(tx, ctx.actor, {
					chain: `call:${documentId}`,
					action: 'tender.copy-made',
					subject: `tender:${documentId}`
				});
		await auditRequest(tx, ctx, initiativeId, request.id, 'disclosure.copy-made');
	});
}
