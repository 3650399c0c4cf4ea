import { readText } from '#platform/i18n/text.ts';
import { translator, type Lang } from '#platform/i18n/index.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { fieldValues, type AnswerField } from '../answer-form.ts';
import { fits, MAX_TEXT } from '../answer-rules.ts';
import type { Content, Question } from '../form.ts';
import { questionChanged } from '../rules.ts';
import type { OwnAnswer, StoredPart } from './answer-access.ts';
import { readVersions } from './public.ts';
import { shownMark } from './shown.ts';

/** The answer's form, field by field, with marks where the call changed after something was written. */
export async function answerFields(db: DbOrTx, own: OwnAnswer, lang: Lang): Promise<AnswerField[]> {
	const versions = new Map(
		(await readVersions(db, own.rfi.id)).map((version) => [version.number, version.content])
	);
	const parts = new Map(own.parts.map((part) => [part.question, part]));
	return own.rfi.version!.content.questions.map((question) =>
		toField(question, parts.get(question.key), versions, lang)
	);
}

function toField(
	question: Question,
	stored: StoredPart | undefined,
	versions: Map<number, Content>,
	lang: Lang
): AnswerField {
	const part = stored && fits(question, stored.value) ? stored : undefined;
	const label = readText(question.label, lang);
	const file = part?.value?.kind === 'file' ? part.value.file : null;
	return {
		key: question.key,
		kind: question.kind,
		label: label.text,
		labelLang: label.lang,
		help: readText(question.help, lang).text,
		unit: readText(question.unit, lang).text,
		options: question.options.map((option) => ({
			value: option.key,
			label: readText(option.label, lang).text
		})),
		required: question.required,
		minutes: question.minutes,
		max: MAX_TEXT[question.kind],
		values: fieldValues(question.key, part),
		file: file && { id: file.id, name: file.name },
		revision: stored?.revision ?? 0,
		shown: shownMark(question, part),
		changed: stored !== undefined && changedSince(stored, question, versions),
		savedBy: stored?.updatedByName ?? null,
		stored: storedWords(question, part, lang)
	};
}

function changedSince(part: StoredPart, question: Question, versions: Map<number, Content>): boolean {
	const seen = versions.get(part.rfiVersion)?.questions.find((candidate) => candidate.key === question.key);
	return questionChanged(seen, question);
}

function storedWords(question: Question, part: StoredPart | undefined, lang: Lang): string {
	const value = part?.value;
	if (!value) return '';
	if (value.kind === 'text') return value.text;
	if (value.kind === 'file') return value.file.name;
	if (value.kind === 'yes-no') {
		const t = translator(lang);
		return [value.yes === null ? '' : t(value.yes ? 'rfi.yes' : 'rfi.no'), value.why]
			.filter(Boolean)
			.join('. ');
	}
	const chosen = question.options.filter((option) => value.keys.includes(option.key));
	return chosen.map((option) => readText(option.label, lang).text).join(', ');
}

/** Answers to questions that a later version of the call has taken away. */
export function orphans(own: OwnAnswer): number {
	const present = new Set(own.rfi.version!.content.questions.map((question) => question.key));
	return own.parts.filter((part) => part.value && !present.has(part.question)).length;
}
