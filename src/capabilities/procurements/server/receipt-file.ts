import type { Translator } from '#platform/i18n/index.ts';
import { config } from '#platform/server/config.ts';
import type { MailAttachment } from '#platform/server/mail/index.ts';
import { receiptText, type SignedReceipt } from '#platform/server/receipts/index.ts';

/** A signed receipt as a text file: first in words, then what was signed. */
export function receiptFile(receipt: SignedReceipt, t: Translator): MailAttachment {
	const facts = JSON.parse(receipt.body) as Record<string, string>;
	// keys: procurement.receipt.submission procurement.receipt.replacement procurement.receipt.withdrawal procurement.receipt.refusal
	// keys: procurement.receipt.answer procurement.receipt.late-answer
	const words = [
		t('procurement.receipt.title'),
		'',
		facts.procurement!,
		facts.organisation!,
		t(`procurement.receipt.${receipt.kind}`, { version: receipt.version, at: t.dateTime(receipt.issuedAt) }),
		`${t('procurement.receipt.exact')} ${facts.at}`,
		`${t('procurement.receipt.bytes')} ${facts.bytes}`,
		`SHA-256 ${receipt.sha256}`,
		'',
		t('procurement.receipt.proves'),
		t('procurement.receipt.verify', { address: `${config().PUBLIC_URL}/${t.lang}/keys` })
	];
	return {
		name: `${t('procurement.receipt.file')}-${receipt.number}.txt`,
		content: receiptText(receipt, words)
	};
}
