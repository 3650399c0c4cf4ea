import type { FigureInput, WriteInput } from '#capabilities/challenges/index.ts';
import { FIELDS_OF_PART, FIGURE_ROWS, type Part, wasName } from '#capabilities/challenges/form.ts';

/** What a posted page says, as the service wants it. Empty fields are words too: the text was taken away. */
export function inputOf(part: Part, form: FormData, data: Record<string, unknown>): WriteInput {
	const word = (name: string) => (typeof data[name] === 'string' ? (data[name] as string) : '');
	const fields = FIELDS_OF_PART[part].filter((field) => form.has(field));
	return {
		texts: Object.fromEntries(fields.map((field) => [field, word(field)])),
		was: Object.fromEntries(fields.map((field) => [field, word(wasName(field))])),
		confirmed: fields.filter((field) => form.has(`${field}Confirmed`)),
		...(part === 'evidence' ? { figures: figuresOf(form, word), figuresWas: word('figuresWas') } : {}),
		...(part === 'limits' && form.has('budget')
			? { budgetMinor: (data.budget as number | undefined) ?? null }
			: {})
	};
}

function figuresOf(form: FormData, word: (name: string) => string): FigureInput[] {
	const rows = Array.from({ length: FIGURE_ROWS }, (_, row) => row);
	return rows
		.filter((row) => form.has(`figure${row}Text`))
		.map((row) => ({
			text: word(`figure${row}Text`),
			source: word(`figure${row}Source`),
			link: word(`figure${row}Link`) || null
		}));
}
