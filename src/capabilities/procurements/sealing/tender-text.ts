import { z } from 'zod';

// What lies inside the sealed parts of a tender: plain text that a person can write, and read after `age -d`.
// A head of `name: value` lines, an empty line, then sections that begin with `=== name`.

export const PARTS = ['identity', 'solution', 'price'] as const;
export type Part = (typeof PARTS)[number];

const FIRST = 'Mötesplats tender 1';

/** Ties a part to where it belongs; checked at the opening. */
export interface Label {
	/** Ids of the round and of the tendering organisation. */
	round: string;
	organisation: string;
	/** 1 for the first that is handed in, 2 for what replaces it … */
	version: number;
	/** How many document versions had been published when it was written. */
	documents: number;
}

export interface Section {
	/** The word after `===`, and what follows it on that line. */
	kind: string;
	name: string;
	body: string;
}

export interface PartText {
	label: Label;
	sections: Section[];
}

/** Writes a part. Lines of a body that look like a section are marked with a backslash. */
export function writePart(part: Part, { label, sections }: PartText): string {
	const head = [
		FIRST,
		`part: ${part}`,
		`round: ${label.round}`,
		`organisation: ${label.organisation}`,
		`version: ${label.version}`,
		`documents: ${label.documents}`
	];
	const bodies = sections.map(({ kind, name, body }) => `=== ${kind} ${oneLine(name)}\n${hide(body)}\n`);
	return [...head, '', ...bodies].join('\n');
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const hide = (body: string) => body.replace(/^(?=\\*===)/gm, '\\');
const show = (body: string) => body.replace(/^\\(?=\\*===)/gm, '');

const labelShape = z.object({
	part: z.enum(PARTS),
	round: z.uuid(),
	organisation: z.uuid(),
	version: z.coerce.number().int().min(1),
	documents: z.coerce.number().int().min(0)
});

/** Reads a part. @throws Error when it is no such text, or another part than expected */
export function readPart(part: Part, text: string): PartText {
	const lines = text
		.replace(/^\uFEFF/, '')
		.replace(/\r\n?/g, '\n')
		.split('\n');
	if (lines[0]?.trim() !== FIRST) throw new Error('not a tender part');
	const start = lines.findIndex((line) => line.startsWith('==='));
	const head = Object.fromEntries(
		lines
			.slice(1, start < 0 ? undefined : start)
			.map((line) => /^(\w+):\s*(.*)$/.exec(line.trim()))
			.filter((found) => found !== null)
			.map(([, key, value]) => [key!, value!])
	);
	const { part: named, ...label } = labelShape.parse(head);
	if (named !== part) throw new Error('another part');
	return { label, sections: start < 0 ? [] : sectionsOf(lines.slice(start)) };
}

function sectionsOf(lines: string[]): Section[] {
	const sections: { head: string; body: string[] }[] = [];
	for (const line of lines) {
		if (line.startsWith('===')) sections.push({ head: line.slice(3).trim(), body: [] });
		else sections.at(-1)!.body.push(line);
	}
	return sections.map(({ head, body }) => {
		const [kind = '', ...rest] = head.split(/\s+/);
		return { kind, name: rest.join(' '), body: show(body.join('\n')).trim() };
	});
}
