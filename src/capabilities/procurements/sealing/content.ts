import { z } from 'zod';
import { money } from '#platform/forms/fields.ts';
import type { SealedPrice, SealedSolution } from '../form.ts';
import { readPart, writePart, type Label, type Section } from './tender-text.ts';

/** A file of a tender: its ciphertext lies on the server under `id`; `key` opens it. */
export interface TenderFile {
	id: string;
	name: string;
	/** Bytes, and SHA-256 in hex, of the file itself. */
	size: number;
	sha256: string;
	/** Secret identity of this file alone; null where it was sealed to the tender's own. */
	key: string | null;
}

/** What a tenderer writes. */
export interface Content {
	name: string;
	/** Criterion → text. */
	answers: Record<string, string>;
	/** Round number → öre. */
	prices: Record<string, number>;
	files: TenderFile[];
}

/** Who tenders: sealed apart from what they offer. */
export interface Identity {
	organisation: string;
	partners: { id: string; name: string }[];
}

export const emptyContent = (): Content => ({ name: '', answers: {}, prices: {}, files: [] });

const contentShape = z.object({
	name: z.string(),
	answers: z.record(z.string(), z.string()),
	prices: z.record(z.string(), z.number().int().min(0)),
	files: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			size: z.number(),
			sha256: z.string(),
			key: z.string().nullable()
		})
	)
});

/** A draft as it is kept, sealed, between visits. @throws Error on anything else */
export const readContent = (text: string): Content => contentShape.parse(JSON.parse(text));

export interface Texts {
	identity: string;
	solution: string;
	price: string;
}

/** The three parts as texts, each with its label. `names` are the criteria's own names, for who reads the text. */
export function writeTexts(
	label: Label,
	content: Content,
	identity: Identity,
	names: Record<string, string> = {}
): Texts {
	const answers = Object.entries(content.answers).map(([id, body]) => ({
		kind: 'answer',
		name: `${id} ${names[id] ?? ''}`,
		body
	}));
	const solution = [
		{ kind: 'name', name: '', body: content.name },
		...answers,
		...content.files.map(fileSection)
	];
	return {
		identity: writePart('identity', { label, sections: identitySections(identity) }),
		solution: writePart('solution', { label, sections: solution }),
		price: writePart('price', { label, sections: Object.entries(content.prices).map(priceSection) })
	};
}

const identitySections = ({ organisation, partners }: Identity): Section[] => [
	{ kind: 'organisation', name: '', body: organisation },
	...partners.map(({ id, name }) => ({ kind: 'partner', name: id, body: name }))
];

const fileSection = ({ id, name, size, sha256, key }: TenderFile): Section => ({
	kind: 'file',
	name,
	body: [`id: ${id}`, `size: ${size}`, `sha256: ${sha256}`, ...(key ? [`key: ${key}`] : [])].join('\n')
});

const priceSection = ([number, minor]: [string, number]): Section => ({
	kind: 'price',
	name: number,
	body: (minor / 100).toFixed(2).replace('.', ',').replace(/,00$/, '')
});

/** What an opened tender says. */
export interface Said {
	labels: Label[];
	organisation: string;
	solution: Omit<SealedSolution, 'files'> & { files: TenderFile[] };
	price: SealedPrice;
}

/** Reads the three parts again. @throws Error where one of them is no such text */
export function readTexts(texts: Texts): Said {
	const identity = readPart('identity', texts.identity);
	const solution = readPart('solution', texts.solution);
	const price = readPart('price', texts.price);
	const of = (sections: Section[], kind: string) => sections.filter((one) => one.kind === kind);
	return {
		labels: [identity.label, solution.label, price.label],
		organisation: of(identity.sections, 'organisation')[0]?.body ?? '',
		solution: {
			name: of(solution.sections, 'name')[0]?.body ?? '',
			answers: Object.fromEntries(
				of(solution.sections, 'answer').map(({ name, body }) => [name.split(' ')[0]!, body])
			),
			files: of(solution.sections, 'file').map(fileOf),
			partners: of(identity.sections, 'partner').map(({ name, body }) => ({ id: name, name: body }))
		},
		price: { prices: Object.fromEntries(of(price.sections, 'price').flatMap(priceOf)) }
	};
}

function fileOf({ name, body }: Section) {
	const value = (key: string) => new RegExp(`^${key}:\\s*(\\S+)`, 'm').exec(body)?.[1];
	return {
		id: value('id') ?? '',
		name,
		size: Number(value('size') ?? 0),
		sha256: value('sha256') ?? '',
		key: value('key') ?? null
	};
}

/** A price that cannot be read is left out; the opening tells of it. */
function priceOf({ name, body }: Section): [string, number][] {
	const parsed = money.safeParse(body.replace(/\s*(kr|sek|:-)\.?$/i, ''));
	// The name of the phase may follow upon its number.
	return parsed.success ? [[name.split(' ')[0]!, parsed.data]] : [];
}
