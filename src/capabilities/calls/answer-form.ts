import type { Question } from './form.ts';
import type { Value } from './answer-rules.ts';
import type { PartInput } from './server/answers.ts';

// Names of an answer's form fields, one set per question key:
// v value, w why (yes or no), s secret, r its reason, h its harm, x take the file away, a words for a picture, rev.

/** What was posted, question by question; questions that the form did not hold are left out. */
export function partsFromForm(questions: readonly Question[], form: FormData): PartInput[] {
	return questions
		.filter(({ key }) => form.has(`rev.${key}`))
		.map((question) => {
			const words = (name: string) =>
				String(form.get(`${name}.${question.key}`) ?? '')
					.replace(/\r\n/g, '\n')
					.trim();
			const file = form.get(`v.${question.key}`);
			return {
				question: question.key,
				value: valueOf(question, form, words),
				file: question.kind === 'file' && file instanceof File && file.size > 0 ? file : undefined,
				alt: words('a') || undefined,
				secret: form.has(`s.${question.key}`),
				secretReason: words('r').slice(0, 2000) || null,
				secretHarm: words('h').slice(0, 2000) || null,
				revision: Number(words('rev')) || 0,
				shown: words('shown') || undefined
			};
		});
}

function valueOf(
	question: Question,
	form: FormData,
	words: (name: string) => string
): Value | null | undefined {
	const { kind, key } = question;
	if (kind === 'file') return form.has(`x.${key}`) ? null : undefined;
	if (kind === 'one' || kind === 'several') {
		const keys = form
			.getAll(`v.${key}`)
			.map(String)
			.filter((value) => question.options.some((o) => o.key === value));
		return keys.length > 0 ? { kind: 'choice', keys } : null;
	}
	if (kind === 'yes-no') {
		const picked = words('v');
		const why = words('w').slice(0, 20_000);
		const yes = picked === 'yes' ? true : picked === 'no' ? false : null;
		return yes === null && !why ? null : { kind: 'yes-no', yes, why };
	}
	// A draft keeps more than may be sent, so that nothing typed is lost; sending says what is too long.
	const text = words('v').slice(0, 50_000);
	return text ? { kind: 'text', text } : null;
}

/** A question with its stored answer, in plain values for a page with client code. */
export interface AnswerField {
	key: string;
	kind: Question['kind'];
	label: string;
	labelLang: string;
	help: string;
	unit: string;
	options: { value: string; label: string }[];
	required: boolean;
	minutes: number;
	max: number | undefined;
	values: Record<string, string | string[] | boolean>;
	file: { id: string; name: string } | null;
	revision: number;
	/** A mark of these values, by which an untouched answer is known again. */
	shown: string;
	/** The question was changed after this was written. */
	changed: boolean;
	savedBy: string | null;
	/** What is stored, as words, to show beside a colleague's. */
	stored: string;
}

/** Form values of a stored answer. */
export function fieldValues(
	key: string,
	part:
		| { value: Value | null; secret: boolean; secretReason: string | null; secretHarm: string | null }
		| undefined
): AnswerField['values'] {
	const value = part?.value;
	return {
		[`v.${key}`]:
			value?.kind === 'text'
				? value.text
				: value?.kind === 'choice'
					? value.keys
					: value?.kind === 'yes-no' && value.yes !== null
						? value.yes
							? 'yes'
							: 'no'
						: '',
		[`w.${key}`]: value?.kind === 'yes-no' ? value.why : '',
		[`s.${key}`]: part?.secret ?? false,
		[`r.${key}`]: part?.secretReason ?? '',
		[`h.${key}`]: part?.secretHarm ?? ''
	};
}
