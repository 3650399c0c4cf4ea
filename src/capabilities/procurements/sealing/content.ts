import { z } from 'zod';
import { money } from '#platform/forms/fields.ts';
import type { SealedPrice, SealedSolution } from '../form.ts';
import { readPart, writePart, type Label, type Section } from './tender-text.ts';

/** A file of a tender: its ciphertext lies on the server under `id`; `key` opens it. */
export interface TenderFile {
	id: string;
	name: string;
	/** Bytes of the file itself. */
	size: number;
	/** SHA-256 of the file itself in hex, where it was taken: age's own seal shows every altered bit. */
	sha256?: string;
	/** Secret identity of this file alone; null where it was sealed to the tender's own. */
	key: string | null;
}

/** What one who tenders, or a partner, says of a condition: that the statement holds, or that it does not and why. */
export interface Declaration {
	holds: boolean;
	note: string;
}
/** Condition → what is said of it. */
export type Declarations = Record<string, Declaration>;

/** What a tenderer writes. */
export interface Content {
	name: string;
	/** The tendering organisation's own; partners declare for themselves. */
	declarations: Declarations;
	/** Criterion → text. */
	answers: Record<string, string>;
	/** Round number → öre. */
	prices: Record<string, number>;
	files: TenderFile[];
}

/** Who tenders: sealed apart from what they offer. */
export interface Identity {
	organisation: string;
	partners: { id: string; name: string; declarations?: Declarations }[];
}

export const emptyContent = (): Content => ({
	name: '',
	declarations: {},
	answers: {},
	prices: {},
	files: []
});

export const declarationsShape = z.record(z.string(), z.object({ holds: z.boolean(), note: z.string() }));

const contentShape = z.object({
	name: z.string(),
	// Drafts from before there were conditions have none.
	declarations: declarationsShape.default({}),
	answers: z.record(z.string(), z.string()),
	prices: z.record(z.string(), z.number().int().min(0)),
	files: z.array(
		z.object({
			id: z.string(),
			name: z.string(),
			size: z.number(),
			sha256: z.string().optional(),
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

/**
 * The three parts as texts, each with its label. `names` are what criteria and conditions are called, for who reads
 * the text.
 */
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
		identity: writePart('identity', { label, sections: identitySections(identity, content, names) }),
		solution: writePart('solution', { label, sections: solution }),
		price: writePart('price', { label, sections: Object.entries(content.prices).map(priceSection) })
	};
}

const identitySections = (
	{ organisation, partners }: Identity,
	{ declarations }: Content,
	names: Record<string, string>
): Section[] => [
	{ kind: 'organisation', name: '', body: organisation },
	...conditionSections(declarations, names),
	...partners.flatMap(({ id, name, declarations: own = {} }) => [
		{ kind: 'partner', name: id, body: name },
		...conditionSections(own, names)
	])
];

/** What stands after an organisation, or after a partner, is what that one declares. */
const conditionSections = (declarations: Declarations, names: Record<string, string>): Section[] =>
	Object.entries(declarations).map(([id, { holds, note }]) => ({
		kind: 'condition',
		name: `${id} ${names[id] ?? ''}`,
		body: [holds ? 'yes' : 'no', note].join('\n').trim()
	}));

const YES = ['yes', 'ja'];
const NO = ['no', 'nej'];

/** Neither yes nor no is no declaration; the check of the tender tells of it. */
function declarationOf({ name, body }: Section): [string, Declaration][] {
	const [first = '', ...rest] = body.split('\n');
	const word = first.trim().toLowerCase().replace(/[.!]$/, '');
	if (!YES.includes(word) && !NO.includes(word)) return [];
	return [[name.split(' ')[0]!, { holds: YES.includes(word), note: rest.join('\n').trim() }]];
}

/** Declarations of the organisation itself under '', and of each partner under its id. */
function declaredBy(sections: Section[]): Record<string, Declarations> {
	const declared: Record<string, Declarations> = {};
	let who = '';
	for (const section of sections) {
		if (section.kind === 'organisation') who = '';
		if (section.kind === 'partner') who = section.name;
		if (section.kind !== 'condition') continue;
		for (const [id, declaration] of declarationOf(section))
			declared[who] = { ...declared[who], [id]: declaration };
	}
	return declared;
}

const fileSection = ({ id, name, size, sha256, key }: TenderFile): Section => ({
	kind: 'file',
	name,
	body: [
		`id: ${id}`,
		`size: ${size}`,
		...(sha256 ? [`sha256: ${sha256}`] : []),
		...(key ? [`key: ${key}`] : [])
	].join('\n')
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
			partners: of(identity.sections, 'partner').map(({ name, body }) => ({ id: name, name: body })),
			declared: declaredBy(identity.sections)
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
		sha256: value('sha256'),
		key: value('key') ?? null
	};
}

/** A price that cannot be read is left out; the opening tells of it. */
function priceOf({ name, body }: Section): [string, number][] {
	const parsed = money.safeParse(body.replace(/\s*(kr|sek|:-)\.?$/i, ''));
	// The name of the phase may follow upon its number.
	return parsed.success ? [[name.split(' ')[0]!, parsed.data]] : [];
}
