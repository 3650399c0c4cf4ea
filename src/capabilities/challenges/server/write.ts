import { AppError } from '#platform/errors/index.ts';
import type { Lang, MessageKey } from '#platform/i18n/index.ts';
import { newText, ownText, rewriteText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { accessInitiative, editInitiative } from '#capabilities/initiatives/index.ts';
import { FIELDS_OF_PART, type Content, type Figure, type Part, type TextField } from '../form.ts';
import { accessPart, challengeOf, keepVersion, writeContent } from './store.ts';

export interface FigureInput {
	text: string;
	source: string;
	link?: string | null;
}

export interface WriteInput {
	/** Texts in the context's language; a field that is left out is not touched. */
	texts?: Partial<Record<TextField, string>>;
	/** What stood there when the writing began. Left out: whatever stands there is overwritten. */
	was?: Partial<Record<TextField, string>>;
	/** Translations that still hold although the original has changed. */
	confirmed?: readonly TextField[];
	figures?: readonly FigureInput[];
	/** figuresMark() of what stood there. */
	figuresWas?: string;
	/** Minor units; null clears it. */
	budgetMinor?: number | null;
}

export interface Written {
	/** Fields that somebody else had changed; theirs stand, and are given here. */
	conflicts: Partial<Record<TextField | 'figures', string>>;
}

/**
 * Writes one part in the context's language. Every field is checked on its own: what nobody else has changed is
 * saved even when another field collides. `auto` saves without a row in the log.
 */
export async function writePart(
	ctx: Context,
	slug: string,
	part: Part,
	input: WriteInput,
	{ auto = false } = {}
): Promise<Written> {
	const run = await accessPart(ctx, slug, part);
	return ctx.db.transaction().execute(async (tx) => {
		const challenge = await challengeOf(tx, run.id, true);
		const { content, conflicts } = merge(challenge.content, input, part, ctx.lang);
		await writeContent(tx, ctx, challenge.id, content);
		if (part === 'limits' && input.budgetMinor !== undefined) {
			await tx
				.updateTable('initiative')
				.set({ budget_minor: input.budgetMinor })
				.where('id', '=', run.id)
				.execute();
		}
		if (!auto) {
			await audit(tx, ctx.actor, {
				chain: `initiative:${run.id}`,
				action: 'challenge.written',
				subject: `challenge:${challenge.id}`,
				data: { part, lang: ctx.lang }
			});
		}
		return { conflicts };
	});
}

/** As writePart, for a form: a collision is an answer that the form can show. @throws AppError conflict */
export async function savePart(ctx: Context, slug: string, part: Part, input: WriteInput): Promise<void> {
	const { conflicts } = await writePart(ctx, slug, part, input);
	const names = Object.keys(conflicts);
	if (names.length === 0) return;
	const fields = Object.fromEntries(
		names.map((name): [string, MessageKey] => [name, 'challenges.error.changed-by-other'])
	);
	throw new AppError('conflict', 'challenges.error.conflict', { fields });
}

function merge(content: Content, input: WriteInput, part: Part, lang: Lang) {
	const texts = { ...content.texts };
	const conflicts: Written['conflicts'] = {};
	for (const field of FIELDS_OF_PART[part]) {
		const text = input.texts?.[field];
		if (text === undefined) continue;
		const stored = texts[field];
		const next = mergeText(stored, lang, input.was?.[field], text, input.confirmed?.includes(field));
		if (next === 'conflict') conflicts[field] = ownText(stored, lang);
		else if (next) texts[field] = next;
	}
	let figures = content.figures;
	if (part === 'evidence' && input.figures) {
		if (input.figuresWas !== undefined && input.figuresWas !== figuresMark(figures, lang)) {
			conflicts.figures = '';
		} else figures = mergeFigures(figures, input.figures, lang);
	}
	return { content: { texts, figures }, conflicts };
}

function mergeText(
	stored: LocalText | undefined,
	lang: Lang,
	was: string | undefined,
	text: string,
	confirmed = false
): LocalText | 'conflict' | undefined {
	if (!stored && text === '') return undefined;
	const next = rewriteText(stored, lang, was ?? ownText(stored, lang), text);
	if (!next) return 'conflict';
	return confirmed && lang !== next.o ? writeText(next, lang, text) : next;
}

/** What the list of figures looks like to somebody writing in this language. */
export function figuresMark(figures: readonly Figure[], lang: Lang): string {
	return JSON.stringify(figures.map((f) => [ownText(f.text, lang), f.source, f.link]));
}

/** Rows keep their place, so that a translation stays with its figure; emptied rows go. */
function mergeFigures(old: readonly Figure[], rows: readonly FigureInput[], lang: Lang): Figure[] {
	return rows.flatMap((row, index) => {
		const known = old[index];
		const translating = known && known.text.o !== lang;
		if (!row.text && !translating) return [];
		const text = known ? writeIfChanged(known.text, lang, row.text) : newText(lang, row.text);
		return [{ text, source: row.source, link: row.link ?? null }];
	});
}

function writeIfChanged(text: LocalText, lang: Lang, words: string): LocalText {
	return ownText(text, lang) === words ? text : writeText(text, lang, words);
}

/** Writes several parts at once; for imports and for whoever has it all in hand. */
export async function writeChallenge(ctx: Context, slug: string, input: WriteInput): Promise<void> {
	for (const part of Object.keys(FIELDS_OF_PART) as Part[]) {
		const touches = FIELDS_OF_PART[part].some((field) => input.texts?.[field] !== undefined);
		const others =
			(part === 'evidence' && input.figures) || (part === 'limits' && input.budgetMinor !== undefined);
		if (touches || others) await savePart(ctx, slug, part, input);
	}
}

/** Keeps what it says now as a version that others can compare with. */
export async function saveVersion(ctx: Context, slug: string): Promise<{ number: number }> {
	const run = await accessInitiative(ctx, slug, editInitiative);
	return ctx.db.transaction().execute(async (tx) => {
		const challenge = await challengeOf(tx, run.id, true);
		const version = await keepVersion(tx, ctx, challenge);
		await audit(tx, ctx.actor, {
			chain: `initiative:${run.id}`,
			action: 'challenge.version-kept',
			subject: `challenge_version:${version.id}`,
			data: { number: version.number }
		});
		return { number: version.number };
	});
}
