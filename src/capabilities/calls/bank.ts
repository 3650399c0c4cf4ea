import type { Lang, MessageKey } from '#platform/i18n/index.ts';
import type { Question, QuestionKind } from './form.ts';
import { messageText } from './words.ts';

interface BankEntry {
	name: string;
	kind: QuestionKind;
	label: MessageKey;
	help?: MessageKey;
	unit?: MessageKey;
	options?: MessageKey[];
	required: boolean;
	minutes: number;
}

/** Standard questions to pick from: few, and such that a small organisation can answer them. */
export const QUESTION_BANK: readonly BankEntry[] = [
	{
		name: 'approach',
		kind: 'long',
		label: 'rfi.bank.approach',
		help: 'rfi.bank.approach.help',
		required: true,
		minutes: 6
	},
	{
		name: 'evidence',
		kind: 'long',
		label: 'rfi.bank.evidence',
		help: 'rfi.bank.evidence.help',
		required: true,
		minutes: 5
	},
	{
		name: 'maturity',
		kind: 'one',
		label: 'rfi.bank.maturity',
		options: [
			'rfi.bank.maturity.idea',
			'rfi.bank.maturity.tried',
			'rfi.bank.maturity.running',
			'rfi.bank.maturity.many'
		],
		required: true,
		minutes: 1
	},
	{
		name: 'lived',
		kind: 'yes-no',
		label: 'rfi.bank.lived',
		help: 'rfi.bank.lived.help',
		required: false,
		minutes: 3
	},
	{
		name: 'measure',
		kind: 'long',
		label: 'rfi.bank.measure',
		help: 'rfi.bank.measure.help',
		required: true,
		minutes: 4
	},
	{
		name: 'cost',
		kind: 'number',
		label: 'rfi.bank.cost',
		help: 'rfi.bank.cost.help',
		unit: 'rfi.bank.cost.unit',
		required: false,
		minutes: 3
	},
	{
		name: 'payment',
		kind: 'several',
		label: 'rfi.bank.payment',
		help: 'rfi.bank.payment.help',
		options: [
			'rfi.bank.payment.advance',
			'rfi.bank.payment.milestones',
			'rfi.bank.payment.outcome',
			'rfi.bank.payment.shared'
		],
		required: false,
		minutes: 2
	},
	{
		name: 'obstacles',
		kind: 'long',
		label: 'rfi.bank.obstacles',
		help: 'rfi.bank.obstacles.help',
		required: false,
		minutes: 4
	},
	{ name: 'partners', kind: 'yes-no', label: 'rfi.bank.partners', required: false, minutes: 2 },
	{ name: 'missing', kind: 'long', label: 'rfi.bank.missing', required: false, minutes: 3 }
];

/** A bank question as a question of a call, in every language; null for an unknown name. */
export function bankQuestion(name: string, key: string, original: Lang): Question | null {
	const entry = QUESTION_BANK.find((candidate) => candidate.name === name);
	if (!entry) return null;
	const text = (message: MessageKey | undefined) => (message ? messageText(message, {}, original) : null);
	return {
		key,
		kind: entry.kind,
		label: messageText(entry.label, {}, original),
		help: text(entry.help),
		unit: text(entry.unit),
		options: (entry.options ?? []).map((option, index) => ({
			key: `o${index + 1}`,
			label: messageText(option, {}, original)
		})),
		required: entry.required,
		minutes: entry.minutes,
		insights: []
	};
}
