import Organisationsnummer from 'organisationsnummer';
import type { MessageKey } from '#platform/i18n/keys.ts';

/** A number as stored. A sole trader's is a personal identity number: kept, never shown. */
export interface OrgNumber {
	/** Ten digits in Sweden; elsewhere country code and the number: `NO974760673`. */
	number: string;
	soleTrader: boolean;
}

/**
 * Checks an organisation number as people write it: any kind of dash or space, with or without century.
 * Numbers of other countries are kept as they are, since each country has rules of its own.
 */
export function parseOrgNumber(
	words: string,
	country = 'SE'
): { ok: true; value: OrgNumber } | { ok: false; error: MessageKey } {
	const plain = words.normalize('NFKC').replace(/[\s\p{Pd}\u2212\u00ad.]/gu, '');
	if (country !== 'SE') return foreignNumber(plain, country);
	if (!/^\d{10}(\d{2})?$/.test(plain)) return { ok: false, error: 'actors.org-number.error' };
	try {
		const parsed = Organisationsnummer.parse(plain);
		return { ok: true, value: { number: parsed.format(false), soleTrader: parsed.isPersonnummer() } };
	} catch {
		return { ok: false, error: 'actors.org-number.error' };
	}
}

function foreignNumber(plain: string, country: string): ReturnType<typeof parseOrgNumber> {
	const number = plain.toUpperCase().replace(new RegExp(`^${country}`), '');
	if (!/^[A-Z0-9/]{4,20}$/.test(number)) return { ok: false, error: 'actors.org-number.error-foreign' };
	return { ok: true, value: { number: country + number, soleTrader: false } };
}
