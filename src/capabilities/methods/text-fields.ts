import type { Lang } from '#platform/i18n/index.ts';
import { ownText, readText } from '#platform/i18n/text.ts';
import { textsOf, type MethodText, type TextKind, type WrittenTexts } from './texts.ts';
import type { MethodDefinition } from './form.ts';

/** A text as a form shows it: what stands in the language one writes, and the original where that is another. */
export interface TextFieldState {
	id: string;
	kind: TextKind;
	value: string;
	/** Null when one writes the original. */
	original: string | null;
	originalLang: Lang | null;
	stale: boolean;
}

export function textField(
	{ id, kind, text }: Omit<MethodText, 'phase' | 'step'>,
	lang: Lang
): TextFieldState {
	const foreign = text !== null && text.o !== lang;
	return {
		id,
		kind,
		value: ownText(text, lang),
		original: foreign ? ownText(text, text.o) : null,
		originalLang: foreign ? text.o : null,
		stale: readText(text, lang).stale
	};
}

/** The fields of some texts. An id that is gone gets an empty field, so that what was typed in it still shows. */
export function textFields(
	definition: MethodDefinition,
	ids: readonly string[],
	lang: Lang
): TextFieldState[] {
	const known = new Map(textsOf(definition).map((one) => [one.id, one]));
	return ids.map((id) => {
		const kind = id.split('.').at(-1) as TextKind;
		return textField(known.get(id) ?? { id, kind, text: null }, lang);
	});
}

/** What a posted form of such fields says. A text is in it when it says what it began from. */
export function writtenTexts(form: FormData): WrittenTexts {
	const word = (name: string) => String(form.get(name) ?? '').replace(/\r\n/g, '\n');
	const ids = [...form.keys()].filter((name) => name.endsWith('.was')).map((name) => name.slice(0, -4));
	return {
		texts: Object.fromEntries(ids.map((id) => [id, word(id).trim()])),
		was: Object.fromEntries(ids.map((id) => [id, word(`${id}.was`)])),
		confirmed: ids.filter((id) => form.has(`${id}.confirmed`))
	};
}
