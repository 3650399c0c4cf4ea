import type { MessageKey } from '#platform/i18n/index.ts';

// The fields of the eForms notice of a pre-market consultation (subtype E1), as a notice database asks for them.

/** One field of the notice, in the order in which the forms have them. */
export interface E1Field {
	/** As the eForms SDK names it. */
	id: string;
	name: MessageKey;
	required: boolean;
	/** `database`: the notice database fills it in. Null: nothing is known here. */
	value: string | 'database' | null;
}

/** What a notice is made from. Texts in the language of the notice, without Markdown. */
export interface E1Source {
	lang: 'sv' | 'en';
	buyer: { name: string; number: string | null; country: string };
	contact: { name: string; email: string; phone: string };
	title: string;
	description: string;
	cpv: string[];
	/** By Swedish clocks: `2027-03-01`, `15:00:00+01:00`; null while no deadline is set. */
	answersUntil: { day: string; time: string } | null;
	langs: string[];
	page: string;
}

const LANGUAGES: Record<string, string> = { sv: 'SWE', en: 'ENG', fi: 'FIN', da: 'DAN', nb: 'NOB' };
const COUNTRIES: Record<string, string> = {
	SE: 'SWE',
	NO: 'NOR',
	DK: 'DNK',
	FI: 'FIN',
	IS: 'ISL',
	EE: 'EST',
	LV: 'LVA',
	LT: 'LTU',
	DE: 'DEU'
};

export function e1Fields(from: E1Source): E1Field[] {
	return [...about(from), ...buyer(from), ...scope('Procedure', from), ...lot(from)];
}

/** Required fields for which nothing is known: whoever sends the notice must fill them in. */
export const missingIn = (fields: readonly E1Field[]): E1Field[] =>
	fields.filter(({ required, value }) => required && !value);

const must = (id: string, name: MessageKey, value: string | null): E1Field => ({
	id,
	name,
	value: value || null,
	required: true
});
const may = (id: string, name: MessageKey, value: string | null): E1Field => ({
	...must(id, name, value),
	required: false
});

function about({ lang }: E1Source): E1Field[] {
	return [
		must('OPP-070-notice', 'ocds.e1.subtype', 'E1'),
		must('BT-03-notice', 'ocds.e1.form', 'consultation'),
		must('BT-02-notice', 'ocds.e1.kind', 'pmc'),
		must('BT-701-notice', 'ocds.e1.identifier', 'database'),
		must('BT-757-notice', 'ocds.e1.version', 'database'),
		must('BT-05(a)-notice', 'ocds.e1.dispatch-date', 'database'),
		must('BT-05(b)-notice', 'ocds.e1.dispatch-time', 'database'),
		must('OPT-001-notice', 'ocds.e1.ubl', 'database'),
		must('OPT-002-notice', 'ocds.e1.customization', 'database'),
		must('BT-702(a)-notice', 'ocds.e1.language', LANGUAGES[lang]!),
		must('BT-01-notice', 'ocds.e1.legal-basis', 'other')
	];
}

function buyer({ buyer: { name, number, country }, contact, page }: E1Source): E1Field[] {
	return [
		must('OPT-300-Procedure-Buyer', 'ocds.e1.buyer', 'ORG-0001'),
		must('OPT-200-Organization-Company', 'ocds.e1.organisation', 'ORG-0001'),
		must('BT-500-Organization-Company', 'ocds.e1.name', name),
		may('BT-501-Organization-Company', 'ocds.e1.number', number),
		must('BT-514-Organization-Company', 'ocds.e1.country', COUNTRIES[country] ?? null),
		may('BT-502-Organization-Company', 'ocds.e1.contact', contact.name),
		may('BT-506-Organization-Company', 'ocds.e1.email', contact.email),
		may('BT-503-Organization-Company', 'ocds.e1.phone', contact.phone),
		may('BT-505-Organization-Company', 'ocds.e1.address', page)
	];
}

/** The same words for the procedure and for its only lot. */
function scope(of: 'Procedure' | 'Lot', { title, description, cpv }: E1Source): E1Field[] {
	const [main, ...others] = cpv.map((code) => code.slice(0, 8));
	return [
		must(`BT-21-${of}`, 'ocds.e1.title', title),
		must(`BT-24-${of}`, 'ocds.e1.description', description),
		must(`BT-23-${of}`, 'ocds.e1.nature', natureOf(main)),
		must(`BT-26(m)-${of}`, 'ocds.e1.classification', 'cpv'),
		must(`BT-262-${of}`, 'ocds.e1.cpv', main ?? null),
		...others.map((code) => may(`BT-263-${of}`, 'ocds.e1.cpv-more', code))
	];
}

function lot(from: E1Source): E1Field[] {
	const { answersUntil, langs, page } = from;
	return [
		must('BT-137-Lot', 'ocds.e1.lot', 'LOT-0001'),
		...scope('Lot', from),
		must('BT-800(d)-Lot', 'ocds.e1.answer-date', answersUntil?.day ?? null),
		must('BT-800(t)-Lot', 'ocds.e1.answer-time', answersUntil?.time ?? null),
		must('BT-97-Lot', 'ocds.e1.answer-language', langs.map((lang) => LANGUAGES[lang] ?? lang).join(', ')),
		may('BT-18-Lot', 'ocds.e1.answer-address', page)
	];
}

/** Works, supplies or services: the division of the common procurement vocabulary says which. */
export function natureOf(cpv: string | undefined): string | null {
	const division = Number(cpv?.slice(0, 2));
	if (!division) return null;
	if (division === 45) return 'works';
	return division < 45 || division === 48 ? 'supplies' : 'services';
}
