import { createHash } from 'node:crypto';
import type { Part } from '../answer-rules.ts';
import type { Question } from '../form.ts';

type Shown = Pick<Part, 'secret' | 'secretReason' | 'secretHarm'> & { value: Part['value'] | undefined };

/**
 * A mark of what a form showed for a question. When it comes back with the same words, whoever had the form open
 * changed nothing there, however much colleagues did. Files are not in it: the form never sends them back.
 */
export function shownMark(question: Pick<Question, 'kind'>, part: Shown | undefined): string {
	const { value } = part ?? {};
	const words =
		question.kind === 'file' || !value
			? null
			: value.kind === 'text'
				? value.text.trim() || null
				: value.kind === 'choice'
					? value.keys
					: value.kind === 'yes-no'
						? [value.yes, value.why.trim()]
						: null;
	const whole = [words, part?.secret ?? false, part?.secretReason ?? '', part?.secretHarm ?? ''];
	return createHash('sha256').update(JSON.stringify(whole)).digest('base64url').slice(0, 16);
}
