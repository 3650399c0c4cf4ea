import { AppError } from '#platform/errors/index.ts';
import { translator, type Lang, type MessageKey } from '#platform/i18n/index.ts';
import { plainText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { SignedReceipt } from '#platform/server/receipts/index.ts';
import { PIECES, type Piece, type SealedTender } from '../sealing/build.ts';
import { emptyContent, writeTexts } from '../sealing/content.ts';
import { innerSeat, outerSeat, PAIRS, type Recipients } from '../sealing/seats.ts';
import type { Condition } from './load.ts';
import { putAway } from './open-files.ts';
import { submitTender, toSeal } from './submit.ts';
import { accessTender, draftTender, submitTenderPermission } from './tender-access.ts';

// Tenders that are sealed on the tenderer's own computer with the age program, and uploaded as files.

/** Templates to write in and the script that seals them, by file name. */
export async function templatesFor(ctx: Context, tenderId: string): Promise<Record<string, string>> {
	const tender = await accessTender(ctx, tenderId, draftTender);
	const { label, identity, recipients, names } = await toSeal(ctx.db, tender);
	const t = translator(ctx.lang);
	const blank = t('procurement.age.fill-in');
	const { procurement, round } = tender;
	const content = {
		...emptyContent(),
		name: blank,
		answers: Object.fromEntries(procurement.criteria.map((one) => [one.id, blank]))
	};
	const texts = writeTexts(label, content, identity, names);
	const ahead = procurement.rounds.filter((one) => one.number >= round.number);
	const prices = ahead.map((one) => `=== price ${one.number} ${plainText(one.name, ctx.lang)}\n${blank}\n`);
	return {
		'identity.txt': withConditions(texts.identity, procurement.conditions, ctx.lang),
		'solution.txt': texts.solution,
		'price.txt': `${texts.price.trimEnd()}\n\n${prices.join('\n')}`,
		'seal.sh': scriptFor(recipients)
	};
}

/**
 * What must be declared, to be answered by hand. It stands right after the organisation: what comes after a partner
 * is what that partner declared when it confirmed.
 */
function withConditions(text: string, conditions: Condition[], lang: Lang): string {
	if (conditions.length === 0) return text;
	const blank = translator(lang)('written.age.declare');
	const sections = conditions.map(
		(one) => `=== condition ${one.id} ${plainText(one.statement, lang).slice(0, 80)}\n${blank}\n`
	);
	const partners = text.indexOf('\n=== partner');
	const at = partners < 0 ? text.length : partners + 1;
	return `${text.slice(0, at).trimEnd()}\n\n${sections.join('\n')}\n${text.slice(at)}`;
}

/** Public on purpose: nothing but standard tools, short enough to read through. */
function scriptFor(recipients: Recipients): string {
	const wraps = PAIRS.map(
		(pair) =>
			`secret | age -r "$${innerSeat(pair).toUpperCase()}" | age -r "$${outerSeat(pair).toUpperCase()}" > sealed/wrap-${pair}.age`
	);
	return `#!/bin/sh
# Seals identity.txt, solution.txt, price.txt and everything in files/ for three holders, any two of whom can open.
# Compare the three keys with the published notice before you run this: sh seal.sh
set -eu
A=${recipients.a}
B=${recipients.b}
E=${recipients.e}
sum() { { sha256sum "$1" 2>/dev/null || shasum -a 256 "$1"; } | cut -d ' ' -f 1; }
secret() { grep '^AGE-SECRET-KEY-' tender.key | tr -d '\\n'; }
rm -rf sealed tender.key
mkdir sealed
age-keygen -o tender.key 2>/dev/null
T=$(age-keygen -y tender.key)
cp solution.txt solution.sealed.txt
for file in files/*; do
	[ -f "$file" ] || continue
	age -r "$T" -o sealed/new "$file"
	id=$(sum sealed/new)
	mv sealed/new "sealed/$id.age"
	printf '\\n=== file %s\\nid: %s\\nsize: %s\\nsha256: %s\\n' "$(basename "$file")" "$id" "$(wc -c < "$file" | tr -d ' ')" "$(sum "$file")" >> solution.sealed.txt
done
age -r "$T" -o sealed/identity.age identity.txt
age -r "$T" -o sealed/solution.age solution.sealed.txt
age -r "$T" -o sealed/price.age price.txt
${wraps.join('\n')}
rm solution.sealed.txt
echo "Upload everything in the folder sealed. Keep tender.key to yourself: it opens your own tender."
`;
}

const AGE = 'age-encryption.org/v1\n';

/** Takes in what the script made: six pieces by name, and files named after their checksum. */
export async function submitByHand(ctx: Context, tenderId: string, files: File[]): Promise<SignedReceipt> {
	await accessTender(ctx, tenderId, submitTenderPermission);
	const pieces: Partial<Record<Piece, Uint8Array>> = {};
	const others: Uint8Array[] = [];
	for (const file of files) {
		const bytes = new Uint8Array(await file.arrayBuffer());
		if (new TextDecoder().decode(bytes.subarray(0, AGE.length)) !== AGE)
			throw refused('procurement.age.not-age', file.name);
		const name = file.name.replace(/^.*[\\/]/, '').replace(/\.age$/, '');
		if (PIECES.includes(name as Piece)) pieces[name as Piece] = bytes;
		else if (/^[0-9a-f]{64}$/.test(name)) others.push(bytes);
		else throw refused('procurement.age.unknown', file.name);
	}
	const missing = PIECES.find((name) => !pieces[name]);
	if (missing) throw refused('procurement.age.missing', `${missing}.age`);
	const ids: string[] = [];
	for (const bytes of others) ids.push(await putAway(ctx, tenderId, bytes));
	const tender: SealedTender = { pieces: pieces as SealedTender['pieces'], files: ids };
	return submitTender(ctx, tenderId, { tender, way: 'age', version: null });
}

const refused = (key: MessageKey, name: string) =>
	new AppError('invalid', key, { params: { name: name || '–' }, fields: { sealed: key } });
