import type { MessageKey } from '#platform/i18n/index.ts';
import { isLang, type Lang } from '#platform/i18n/lang.ts';
import { readText, type LocalText } from '#platform/i18n/text.ts';
import { TEXT_PARTS, type Content, type Question } from './form.ts';

export { dayWarnings, proposedDeadlines, type DayWarning } from '#platform/days.ts';
export { cpvProblem } from './cpv.ts';
export * from './answer-rules.ts';
export * from './labels.ts';

/** Above this many minutes the owner is told that small organisations will not have the time. */
export const LONG_MINUTES = 45;

export interface Burden {
	questions: number;
	required: number;
	minutes: number;
	tooLong: boolean;
}

/** What answering costs, by the owner's own estimate. */
export function burden(questions: readonly Pick<Question, 'minutes' | 'required'>[]): Burden {
	const minutes = questions.reduce((sum, question) => sum + question.minutes, 0);
	const required = questions.filter((question) => question.required).length;
	return { questions: questions.length, required, minutes, tooLong: minutes > LONG_MINUTES };
}

/** What must be there before a call can be published, each as one sentence. */
export function lackingToPublish(
	content: Content,
	deadlines: { questionsUntil: unknown; answersUntil: unknown }
): MessageKey[] {
	const lacking: MessageKey[] = [];
	if (!content.background) lacking.push('rfi.lacking.background');
	if (!content.desiredEffect) lacking.push('rfi.lacking.desired-effect');
	if (!content.next) lacking.push('rfi.lacking.next');
	if (!content.contact.name || !content.contact.email) lacking.push('rfi.lacking.contact');
	if (content.questions.length === 0) lacking.push('rfi.lacking.questions');
	if (!deadlines.questionsUntil || !deadlines.answersUntil) lacking.push('rfi.lacking.deadlines');
	return lacking;
}

/** Why these deadlines cannot be set. Local Swedish times, or instants in ISO: both sort as text. */
export function deadlinesProblem(questionsUntil: string, answersUntil: string): MessageKey | null {
	return questionsUntil < answersUntil ? null : 'rfi.error.deadline-order';
}

/** Deadlines move only forward: whoever planned for the old one must not lose by it. */
export function extensionProblem(
	now: { questionsUntil: Date; answersUntil: Date },
	next: { questionsUntil: Date; answersUntil: Date }
): MessageKey | null {
	if (next.questionsUntil >= next.answersUntil) return 'rfi.error.deadline-order';
	const back = next.questionsUntil < now.questionsUntil || next.answersUntil < now.answersUntil;
	if (back) return 'rfi.error.deadline-back';
	const same = +next.questionsUntil === +now.questionsUntil && +next.answersUntil === +now.answersUntil;
	return same ? 'rfi.error.deadline-same' : null;
}

/** Languages in which something of the content is missing although another has it. */
export function untranslated(content: Content): Lang[] {
	const texts = allTexts(content);
	const langs = new Set(texts.flatMap((text) => Object.keys(text.t)).filter(isLang));
	return [...langs].filter((lang) => texts.some((text) => !text.t[lang]));
}

export function allTexts(content: Content): LocalText[] {
	const parts = [content.title, ...TEXT_PARTS.map((name) => content[name])];
	const questions = content.questions.flatMap((question) => [
		question.label,
		question.help,
		question.unit,
		...question.options.map((option) => option.label)
	]);
	return [...parts, ...questions].filter((text): text is LocalText => text !== null);
}

/** A question as text in one language, so that versions can be compared word by word. */
export function questionText(question: Question, lang: Lang): string {
	const lines = [readText(question.label, lang).text, readText(question.help, lang).text];
	const options = question.options.map((option) => `– ${readText(option.label, lang).text}`);
	return [...lines, ...options].filter(Boolean).join('\n');
}

/** Did a question change so that an answer to it should be read again? Minutes and help do not count. */
export function questionChanged(before: Question | undefined, after: Question | undefined): boolean {
	if (!before || !after) return Boolean(before) !== Boolean(after);
	const essence = ({ kind, label, unit, options }: Question) =>
		JSON.stringify([kind, label.t, unit?.t ?? null, options.map((option) => [option.key, option.label.t])]);
	return essence(before) !== essence(after);
}

export interface QuestionChange {
	kind: 'added' | 'removed' | 'changed';
	question: Question;
	before: Question | null;
}

/** How the questions of two versions differ, in the later one's order; removed ones last. */
export function questionChanges(before: Content, after: Content): QuestionChange[] {
	const old = new Map(before.questions.map((question) => [question.key, question]));
	const kept = after.questions.flatMap((question): QuestionChange[] => {
		const earlier = old.get(question.key);
		if (!earlier) return [{ kind: 'added', question, before: null }];
		const same = JSON.stringify(earlier) === JSON.stringify(question);
		return same ? [] : [{ kind: 'changed', question, before: earlier }];
	});
	const gone = before.questions
		.filter((question) => !after.questions.some((other) => other.key === question.key))
		.map((question): QuestionChange => ({ kind: 'removed', question, before: question }));
	return [...kept, ...gone];
}
