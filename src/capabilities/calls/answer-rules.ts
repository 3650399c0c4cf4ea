import type { MessageKey } from '#platform/i18n/index.ts';
import type { Question } from './form.ts';

export interface FileValue {
	id: string;
	name: string;
	size: number;
	sha256: string;
}

/** What is stored as the answer to one question. Numbers stay as typed until they are sent. */
export type Value =
	| { kind: 'text'; text: string }
	| { kind: 'choice'; keys: string[] }
	| { kind: 'yes-no'; yes: boolean | null; why: string }
	| { kind: 'file'; file: FileValue };

export interface Part {
	question: string;
	value: Value | null;
	secret: boolean;
	secretReason: string | null;
	secretHarm: string | null;
	/** The call's version when it was written. */
	rfiVersion: number;
	revision: number;
}

export const MAX_TEXT: Partial<Record<Question['kind'], number>> = { short: 500, long: 10_000, number: 40 };

export function isAnswered(value: Value | null | undefined): boolean {
	if (!value) return false;
	if (value.kind === 'text') return value.text.trim() !== '';
	if (value.kind === 'choice') return value.keys.length > 0;
	if (value.kind === 'yes-no') return value.yes !== null;
	return true;
}

/** '1 250,5' → 1250.5; null where it is no number. */
export function readNumber(typed: string): number | null {
	const plain = typed.replace(/[\s\u00a0]/g, '').replace(',', '.');
	return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
}

/** Why one part cannot be sent as it stands, by the name of the form field it concerns. */
export function partProblems(question: Question, part: Part | undefined): Record<string, MessageKey> {
	const value = part?.value ?? null;
	const problems: Record<string, MessageKey> = {};
	if (!isAnswered(value)) {
		if (question.required) problems[`v.${question.key}`] = 'rfi.error.answer-required';
		return problems;
	}
	const problem = valueProblem(question, value!);
	if (problem) problems[`v.${question.key}`] = problem;
	if (part!.secret && !part!.secretReason?.trim()) problems[`r.${question.key}`] = 'rfi.error.secret-reason';
	if (part!.secret && !part!.secretHarm?.trim()) problems[`h.${question.key}`] = 'rfi.error.secret-harm';
	return problems;
}

function valueProblem(question: Question, value: Value): MessageKey | null {
	if (value.kind === 'text') {
		const max = MAX_TEXT[question.kind] ?? 10_000;
		if (value.text.length > max) return 'rfi.error.answer-long';
		return question.kind === 'number' && readNumber(value.text) === null ? 'rfi.error.answer-number' : null;
	}
	if (value.kind === 'choice') {
		const known = value.keys.every((key) => question.options.some((option) => option.key === key));
		return known && (question.kind === 'several' || value.keys.length === 1)
			? null
			: 'rfi.error.answer-choice';
	}
	if (value.kind === 'yes-no') return value.why.trim() ? null : 'rfi.error.answer-why';
	return null;
}

/** All that keeps an answer from being sent, by field; empty when it may go. */
export function answerProblems(
	questions: readonly Question[],
	parts: readonly Part[]
): Record<string, MessageKey> {
	const byKey = new Map(parts.map((part) => [part.question, part]));
	return Object.assign({}, ...questions.map((question) => partProblems(question, byKey.get(question.key))));
}

/** Does a stored value fit the kind of question it answers? A question may have changed kind since. */
export function fits(question: Question, value: Value | null): boolean {
	if (!value) return true;
	if (question.kind === 'file') return value.kind === 'file';
	if (question.kind === 'yes-no') return value.kind === 'yes-no';
	if (question.kind === 'one' || question.kind === 'several') return value.kind === 'choice';
	return value.kind === 'text';
}

/** Fewer than this many unnamed organisations of a sector are not told apart. */
export const SMALL_NUMBER = 3;

export interface WhoAnswered {
	/** Names of those who agreed to stand in the list. */
	named: { name: string; slug: string; sector: string }[];
	/** The others, by sector; sectors with few are counted together. */
	unnamed: { sector: string; count: number }[];
	/** Others, whose sectors are not shown. */
	rest: number;
	total: number;
}

/** Who answered, as the public may know it. Totals are shown whole: only sectors could give somebody away. */
export function whoAnswered(
	answers: readonly { name: string; slug: string; sector: string; listed: boolean }[]
): WhoAnswered {
	const named = answers.filter((answer) => answer.listed);
	const counts = new Map<string, number>();
	for (const answer of answers)
		if (!answer.listed) counts.set(answer.sector, (counts.get(answer.sector) ?? 0) + 1);
	const all = [...counts].map(([sector, count]) => ({ sector, count }));
	let unnamed = all.filter(({ count }) => count >= SMALL_NUMBER);
	let rest = all.filter(({ count }) => count < SMALL_NUMBER).reduce((sum, { count }) => sum + count, 0);
	// One small sector left alone would be known by subtraction: the smallest shown one goes in with it.
	if (rest > 0 && rest < SMALL_NUMBER && unnamed.length > 0) {
		const smallest = unnamed.reduce((a, b) => (b.count < a.count ? b : a));
		unnamed = unnamed.filter((entry) => entry !== smallest);
		rest += smallest.count;
	}
	return {
		named: named.map(({ name, slug, sector }) => ({ name, slug, sector })),
		unnamed,
		rest,
		total: answers.length
	};
}

/** Text that a spreadsheet must not take for a formula. */
export function safeCell(text: string): string {
	return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

export interface MayAnswer {
	/** Organisation of the call's owner. */
	ownerId: string;
	organisationId: string;
	claimed: boolean;
	/** The person works on the call itself. */
	onTeam: boolean;
	/** Member, or representative or above, of the answering organisation. */
	role: 'member' | 'representative' | 'decision-maker' | null;
}

/** Why somebody may not draft an answer for an organisation. */
export function mayDraft(facts: MayAnswer): MessageKey | null {
	if (!facts.role) return 'error.not-found';
	if (facts.organisationId === facts.ownerId) return 'rfi.error.own-call';
	if (facts.onTeam) return 'rfi.error.on-team';
	return null;
}

/** Why somebody may not send or withdraw it. */
export function maySubmit(facts: MayAnswer): MessageKey | null {
	const reason = mayDraft(facts);
	if (reason) return reason;
	if (!facts.claimed) return 'rfi.error.unclaimed';
	return facts.role === 'member' ? 'rfi.error.members-draft' : null;
}
