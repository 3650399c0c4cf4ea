import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LANGS, registerMessages, type Lang, type Messages } from '#platform/i18n/index.ts';

const loaded = new Map<Lang, Messages>();

/** Reads messages/<lang>/*.json once and makes them known to this process. */
export function loadMessages(root = process.cwd()): void {
	if (loaded.size > 0) return;
	for (const lang of LANGS) {
		const folder = join(root, 'messages', lang);
		const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
		const parts = files.map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Messages);
		const all = Object.assign({}, ...parts) as Messages;
		loaded.set(lang, all);
		registerMessages(lang, all);
	}
}

/**
 * The messages a page with client code needs: return them from its load as `messages`.
 * @param areas beginnings of keys, e.g. `capture.`
 */
export function messagesFor(lang: Lang, areas: string[]): Messages {
	loadMessages();
	const all = Object.entries(loaded.get(lang) ?? {});
	return Object.fromEntries(all.filter(([key]) => areas.some((area) => key.startsWith(area))));
}
