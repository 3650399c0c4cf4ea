import { sql } from 'kysely';
import { translator, type MessageKey, type Translator } from '#platform/i18n/index.ts';
import { plainText, readText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { blocksOf, type Block, type DocumentModel } from '#platform/server/documents/index.ts';
import { isDemo } from '#platform/server/installation.ts';
import { TEXT_FIELDS, type Content } from '../form.ts';
import { challengeDesk } from './queries.ts';

export interface LetterInput {
	/** The board or committee that is to decide. */
	to?: string;
	diaryNumber?: string;
	/** Who signs: "Kim Alm, utvecklare" on a line each. */
	signers?: string;
}

/** The challenge as an official letter with a proposed decision, in the context's language. */
export async function challengeLetter(
	ctx: Context,
	slug: string,
	input: LetterInput
): Promise<DocumentModel> {
	const { run, challenge } = await challengeDesk(ctx, slug);
	const t = translator(ctx.lang);
	const title = plainText(run.title, ctx.lang);
	const { rows } = await today(ctx);
	const body = input.to ?? t('challenges.letter.the-board');
	return {
		lang: ctx.lang,
		kind: t('challenges.letter.kind'),
		title: t('challenges.letter.title', { title }),
		sender: run.organisationName,
		meta: [
			{ label: t('challenges.letter.date'), value: t.date(rows[0]!.today) },
			...(input.diaryNumber ? [{ label: t('challenges.letter.diary'), value: input.diaryNumber }] : []),
			...(input.to ? [{ label: t('challenges.letter.to'), value: input.to }] : [])
		],
		pageWords: { page: t('challenges.letter.page'), of: t('challenges.letter.of') },
		note: (await isDemo(ctx.db)) ? t('challenges.letter.demo') : undefined,
		blocks: [
			{ kind: 'heading', level: 2, text: t('challenges.letter.proposal') },
			{
				kind: 'list',
				ordered: true,
				items: [
					t('challenges.letter.proposal.approve', { body, title }),
					t('challenges.letter.proposal.publish'),
					t('challenges.letter.proposal.start')
				]
			},
			{ kind: 'heading', level: 2, text: t('challenges.letter.summary') },
			{ kind: 'text', text: plainText(run.summary, ctx.lang) || t('challenges.letter.no-summary') },
			...contentBlocks(challenge.content, challenge.budgetMinor, t),
			{ kind: 'signatures', people: signers(input.signers) }
		]
	};
}

/** The day in Sweden, from the database. */
async function today(ctx: Context) {
	return sql<{ today: string }>`select (now() at time zone 'Europe/Stockholm')::date as today`.execute(
		ctx.db
	);
}

function contentBlocks(content: Content, budgetMinor: number | null, t: Translator): Block[] {
	// keys: challenges.read.problem challenges.read.whom challenges.read.change challenges.read.voices challenges.read.local
	// keys: challenges.read.national challenges.read.tried challenges.read.notSought challenges.read.constraints
	// keys: challenges.read.budgetNote
	const blocks: Block[] = [];
	for (const field of TEXT_FIELDS) {
		if (field === 'voices') blocks.push(...figureBlocks(content, t));
		if (field === 'budgetNote' && budgetMinor !== null) {
			blocks.push(heading(t, 'challenges.read.budget'), { kind: 'text', text: t.money(budgetMinor) });
		}
		const { text } = readText(content.texts[field], t.lang);
		if (text) blocks.push(heading(t, `challenges.read.${field}`), ...blocksOf(text));
	}
	return blocks;
}

const heading = (t: Translator, key: MessageKey): Block => ({ kind: 'heading', level: 2, text: t(key) });

function figureBlocks(content: Content, t: Translator): Block[] {
	if (content.figures.length === 0) return [];
	return [
		heading(t, 'challenges.read.evidence'),
		{
			kind: 'table',
			caption: t('challenges.read.figures'),
			head: [t('challenges.figures.text'), t('challenges.figures.source')],
			rows: content.figures.map((figure) => [
				plainText(figure.text, t.lang),
				[figure.source || t('challenges.read.no-source'), figure.link].filter(Boolean).join(', ')
			])
		}
	];
}

function signers(words = ''): { name: string; title?: string }[] {
	return words
		.split('\n')
		.map((line) => line.trim())
		.filter(Boolean)
		.slice(0, 4)
		.map((line) => {
			const [name, ...title] = line.split(',');
			return { name: name!.trim(), ...(title.length > 0 ? { title: title.join(',').trim() } : {}) };
		});
}
