import { createHash } from 'node:crypto';
import {
	answerWords,
	openAnswers,
	readCall,
	versionsOf,
	type OpenedAnswer
} from '#capabilities/calls/index.ts';
import { translator } from '#platform/i18n/index.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { fileItem, heading, jsonItem, numbered, paperItem, section } from './items.ts';
import type { Item } from './pack.ts';
import { RFI_PARTS } from './words.ts';

const sv = (text: LocalText | null | undefined) => plainText(text, 'sv');

/** Everything of a request for information that has closed, in the order of its course. */
export async function* rfiItems(ctx: Context, slug: string, id: string): AsyncGenerator<Item> {
	const { rfi, versions } = await versionsOf(ctx, slug, id);
	const sender = rfi.initiative.organisationName;
	const parts = Object.entries(RFI_PARTS) as [keyof typeof RFI_PARTS, string][];
	for (const { number, content, note, publishedAt } of versions) {
		yield jsonItem(`rfi/version-${number}`, `Version ${number}, som den lagrades`, publishedAt, content);
		yield await paperItem(`rfi/version-${number}`, publishedAt, {
			sender,
			kind: 'RFI',
			title: sv(content.title),
			meta: [
				{ label: 'Version', value: String(number) },
				{ label: 'Publicerad', value: translator('sv').dateTime(publishedAt) }
			],
			blocks: [
				...section('Vad som ändrades', sv(note)),
				...parts.flatMap(([key, words]) => section(words, sv(content[key]))),
				heading('Frågor'),
				{ kind: 'list', items: content.questions.map((one) => sv(one.label)), ordered: true }
			]
		});
	}
	yield* publicItems(ctx, slug, id, sender);
	const { answers } = await openAnswers(ctx, slug, id);
	for (const [at, answer] of answers.entries()) yield* answerItems(ctx, answer, at, sender);
}

async function* publicItems(ctx: Context, slug: string, id: string, sender: string): AsyncGenerator<Item> {
	const page = await readCall(ctx, slug, id);
	for (const [at, file] of page.documents.entries())
		yield await fileItem(ctx, 'rfi/dokument', at, file.id, page.firstPublishedAt);
	if (page.enquiries.length > 0)
		yield await paperItem('rfi/fragor-och-svar', page.enquiries.at(-1)!.releasedAt!, {
			sender,
			kind: 'Frågor och svar',
			title: 'Frågor och svar om RFI:n',
			meta: [],
			blocks: page.enquiries.flatMap((one) => section(sv(one.publicText), sv(one.answer), 3))
		});
	if (page.summary)
		yield await paperItem('rfi/sammanfattning', page.summary.publishedAt, {
			sender,
			kind: 'Sammanfattning',
			title: 'Vad vi hörde och vad som ändras',
			meta: [],
			blocks: [
				...section('Vad vi hörde', sv(page.summary.heard)),
				...section('Vad som ändras', sv(page.summary.changes))
			]
		});
}

async function* answerItems(
	ctx: Context,
	answer: OpenedAnswer,
	at: number,
	sender: string
): AsyncGenerator<Item> {
	const t = translator('sv');
	const folder = `svar/${numbered(at, answer.organisation.name)}`;
	const label = `Svar från ${answer.organisation.name}`;
	yield {
		path: `${folder}/svar.json`,
		label,
		type: 'application/json',
		created: answer.submittedAt,
		body: exact(answer)
	};
	yield await paperItem(`${folder}/svar`, answer.submittedAt, {
		sender,
		kind: 'Svar på RFI',
		title: label,
		meta: [
			{ label: 'Inlämnat', value: t.dateTime(answer.submittedAt) },
			{ label: 'SHA-256', value: answer.sha256.replace(/(.{8})(?=.)/g, '$1 ') }
		],
		blocks: answer.content.answers.flatMap((part) => [
			...section(part.question, answerWords(part, t)),
			...(part.secret
				? section('Önskar sekretess', `Skäl: ${part.secret.reason}\n\nSkada: ${part.secret.harm}`, 3)
				: [])
		])
	});
	const files = answer.content.answers.flatMap((part) => part.file ?? []);
	for (const [place, file] of files.entries())
		yield await fileItem(ctx, `${folder}/filer`, place, file.id, answer.submittedAt);
}

/** The text that the receipt's checksum is of, to the byte. @throws when it no longer is */
function exact({ content, sha256 }: OpenedAnswer): string {
	const text = JSON.stringify(content, null, 1);
	if (createHash('sha256').update(text, 'utf8').digest('hex') !== sha256)
		throw new Error('an answer is not the text that its receipt was given for');
	return text;
}
