import { createHash } from 'node:crypto';
import { z } from 'zod';
import { readText } from '#platform/i18n/text.ts';
import { readNumber, type Part } from '../answer-rules.ts';
import type { Question } from '../form.ts';

/** One answered question as it was sent. */
const sentAnswer = z.strictObject({
	key: z.string(),
	kind: z.string(),
	question: z.string(),
	unit: z.string().nullable(),
	text: z.string().nullable(),
	number: z.number().nullable(),
	choices: z.array(z.strictObject({ key: z.string(), label: z.string() })),
	yes: z.boolean().nullable(),
	file: z.strictObject({ id: z.string(), name: z.string(), size: z.number(), sha256: z.string() }).nullable(),
	secret: z.strictObject({ reason: z.string(), harm: z.string() }).nullable()
});
export type SentAnswer = z.infer<typeof sentAnswer>;

/** Everything that is sent, and nothing else: the hash of a receipt is over exactly this, written as JSON. */
const sentContent = z.strictObject({
	format: z.literal('motesplats-rfi-answer/1'),
	call: z.strictObject({ id: z.string(), title: z.string(), owner: z.string(), version: z.number() }),
	organisation: z.strictObject({ id: z.string(), name: z.string() }),
	answers: z.array(sentAnswer)
});
export type SentContent = z.infer<typeof sentContent>;

interface ToSend {
	rfiId: string;
	title: string;
	owner: string;
	version: number;
	organisation: { id: string; name: string };
	questions: readonly Question[];
	parts: readonly Part[];
}

/** The exact text of an answer and its SHA-256 in hex. The same draft always gives the same text. */
export function writeContent(from: ToSend): { text: string; sha256: string; content: SentContent } {
	const parts = new Map(from.parts.map((part) => [part.question, part]));
	const content: SentContent = {
		format: 'motesplats-rfi-answer/1',
		call: { id: from.rfiId, title: from.title, owner: from.owner, version: from.version },
		organisation: { id: from.organisation.id, name: from.organisation.name },
		answers: from.questions.map((question) => sent(question, parts.get(question.key)))
	};
	const text = JSON.stringify(content, null, 1);
	return { text, sha256: createHash('sha256').update(text, 'utf8').digest('hex'), content };
}

export function readContent(text: string): SentContent {
	return sentContent.parse(JSON.parse(text));
}

function sent(question: Question, part: Part | undefined): SentAnswer {
	const value = part?.value ?? null;
	const words = (text: Question['label'] | null) => readText(text, question.label.o).text;
	const typed = value?.kind === 'text' ? value.text : value?.kind === 'yes-no' ? value.why : null;
	const chosen = value?.kind === 'choice' ? value.keys : [];
	return {
		key: question.key,
		kind: question.kind,
		question: words(question.label),
		unit: question.unit ? words(question.unit) : null,
		text: typed || null,
		number: question.kind === 'number' && typed ? readNumber(typed) : null,
		choices: question.options
			.filter((option) => chosen.includes(option.key))
			.map((option) => ({ key: option.key, label: words(option.label) })),
		yes: value?.kind === 'yes-no' ? value.yes : null,
		file: value?.kind === 'file' ? value.file : null,
		secret: part?.secret ? { reason: part.secretReason ?? '', harm: part.secretHarm ?? '' } : null
	};
}
