import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import type { Lang } from '#platform/i18n/index.ts';
import { ownText, writeText, type LocalText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { accessAgreement, editAgreement } from './access.ts';
import { findAgreement, type AgreementDetail } from './queries.ts';
import { chainOf } from './service.ts';

export type TextKind = 'purpose' | 'terms' | 'milestone' | 'settled' | 'payment' | 'ended';

/** A text of an agreement that was written in another language. */
export interface Untranslated {
	/** `<kind>:<id of its row>`: the name of its field. */
	key: string;
	kind: TextKind;
	original: LocalText;
	/** What stands in the wanted language; '' where nothing does. */
	own: string;
}

const LONGEST = 4_000;

/** Where each kind of text lies. */
const PLACES: Record<TextKind, { table: string; column: string }> = {
	purpose: { table: 'agreement', column: 'purpose' },
	ended: { table: 'agreement', column: 'ended_reason' },
	terms: { table: 'agreement_outcome', column: 'terms' },
	milestone: { table: 'agreement_milestone', column: 'title' },
	settled: { table: 'agreement_milestone', column: 'note' },
	payment: { table: 'agreement_payment', column: 'note' }
};

/** Texts that were written in another language than `lang`, in the order of the page. */
export function textsToTranslate(agreement: AgreementDetail, lang: Lang): Untranslated[] {
	const all: [TextKind, string, LocalText | null][] = [
		['purpose', agreement.id, agreement.purpose],
		...agreement.outcomes.map(({ id, terms }) => ['terms', id, terms] as [TextKind, string, LocalText]),
		...agreement.milestones.flatMap(({ id, title, note }): [TextKind, string, LocalText | null][] => [
			['milestone', id, title],
			['settled', id, note]
		]),
		...agreement.payments.map(
			({ id, note }) => ['payment', id, note] as [TextKind, string, LocalText | null]
		),
		['ended', agreement.id, agreement.endedReason]
	];
	return all.flatMap(([kind, id, original]) =>
		original && original.o !== lang
			? [{ key: `${kind}:${id}`, kind, original, own: ownText(original, lang) }]
			: []
	);
}

/**
 * Writes translations into the language of the page, also of a signed or ended agreement: the text that was signed
 * stays as it is, and says that it is the original. Empty words leave a text untranslated.
 */
export async function translateAgreement(
	ctx: Context,
	slug: string,
	id: string,
	words: Record<string, string | undefined>
): Promise<number> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	refuseLong(words);
	return ctx.db.transaction().execute(async (tx) => {
		await tx.selectFrom('agreement').select('id').where('id', '=', id).forUpdate().execute();
		const texts = textsToTranslate(await findAgreement(tx, key.run.id, id), ctx.lang);
		const changed = texts.filter(({ key: name, own }) => words[name]?.trim() && words[name] !== own);
		for (const text of changed)
			await write(tx, text, writeText(text.original, ctx.lang, words[text.key]!.trim()));
		await audit(tx, ctx.actor, {
			chain: chainOf(key),
			action: 'agreement.translated',
			subject: `agreement:${id}`,
			data: { lang: ctx.lang, texts: changed.map(({ key: name }) => name) }
		});
		return changed.length;
	});
}

function refuseLong(words: Record<string, string | undefined>): void {
	const long = Object.keys(words).filter((name) => (words[name]?.length ?? 0) > LONGEST);
	if (long.length === 0) return;
	const fields = Object.fromEntries(long.map((name) => [name, 'agreements.translate.long' as const]));
	throw new AppError('invalid', 'agreements.translate.long', { fields });
}

async function write(tx: Tx, { kind, key }: Untranslated, text: LocalText): Promise<void> {
	const { table, column } = PLACES[kind];
	const rowId = key.slice(key.indexOf(':') + 1);
	await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${json(text)} where id = ${rowId}`.execute(
		tx
	);
}
