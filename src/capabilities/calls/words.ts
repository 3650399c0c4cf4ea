import { LANGS, translator, type Lang, type MessageKey } from '#platform/i18n/index.ts';
import { newText, plainText, type LocalText } from '#platform/i18n/text.ts';

/** A sentence of ours as a text in every language, for records that people's words stand beside. */
export function messageText(
	key: MessageKey,
	params: Record<string, string | number | LocalText> = {},
	original: Lang = 'sv'
): LocalText {
	const words = Object.fromEntries(LANGS.map((lang) => [lang, translator(lang)(key, inLang(params, lang))]));
	return newText(original, words[original]!, words);
}

function inLang(
	params: Record<string, string | number | LocalText>,
	lang: Lang
): Record<string, string | number> {
	const entries = Object.entries(params).map(([name, value]) => [
		name,
		typeof value === 'object' ? plainText(value, lang) : value
	]);
	return Object.fromEntries(entries);
}
