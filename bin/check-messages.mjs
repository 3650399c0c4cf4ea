// npm run messages: both languages complete, arguments alike, every key used, every used key there.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TYPE } from '@formatjs/icu-messageformat-parser';

const root = join(import.meta.dirname, '..');
const LANGS = ['sv', 'en'];

/** @param {string} lang @returns {Record<string, string>} */
function messagesOf(lang) {
	const folder = join(root, 'messages', lang);
	/** @type {Record<string, string>} */
	const all = {};
	for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
		for (const [key, text] of Object.entries(JSON.parse(readFileSync(join(folder, file), 'utf8')))) {
			if (key in all) faults.push(`${lang}: ${key} stands twice (${file})`);
			all[key] = text;
		}
	}
	return all;
}

/** Names of the arguments of a message, sorted. @param {any[]} elements @param {Set<string>} found */
function argumentsOf(elements, found = new Set()) {
	for (const element of elements) {
		if (element.type !== TYPE.literal && element.type !== TYPE.pound && element.type !== TYPE.tag)
			found.add(element.value);
		if (element.options)
			for (const option of Object.values(element.options)) argumentsOf(option.value, found);
		if (element.children) argumentsOf(element.children, found);
	}
	return found;
}

/** @param {string} lang @param {string} key @param {string} text */
function argumentList(lang, key, text) {
	try {
		return [...argumentsOf(parse(text))].sort().join(',');
	} catch (error) {
		faults.push(`${lang}: ${key} is not a valid message (${error instanceof Error ? error.message : error})`);
		return '';
	}
}

/** @param {string} folder @returns {string[]} */
function sources(folder) {
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && /\.(ts|svelte|mjs)$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
}

/** @type {string[]} */
const faults = [];
const messages = Object.fromEntries(LANGS.map((lang) => [lang, messagesOf(lang)]));
const { sv, en } = messages;
for (const key of Object.keys(sv)) {
	if (!(key in en)) faults.push(`en: ${key} is missing`);
	else if (argumentList('sv', key, sv[key]) !== argumentList('en', key, en[key]))
		faults.push(`${key}: the languages take different arguments`);
}
for (const key of Object.keys(en)) if (!(key in sv)) faults.push(`sv: ${key} is missing`);

// A key counts as used where it stands quoted, or in a comment `// keys: a.b a.c` beside code that builds it.
// A comment may end in `*`: `// keys: place.*`.
const text = [...sources(join(root, 'src')), ...sources(join(root, 'demo'))]
	.map((file) => readFileSync(file, 'utf8'))
	.join('\n');
const quoted = new Set(
	[...text.matchAll(/['"`]([a-z][a-z0-9-]*(?:\.[A-Za-z0-9_-]+)+)['"`]/g)].map((match) => match[1])
);
const listed = [...text.matchAll(/keys: ([^\n]*)/g)].flatMap((match) => match[1].trim().split(/[\s,]+/));
const beginnings = listed.filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1));
const used = new Set([...quoted, ...listed]);
for (const key of Object.keys(sv)) {
	if (!used.has(key) && !beginnings.some((start) => key.startsWith(start)))
		faults.push(`${key} is never used`);
}
const called = [...text.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1]);
for (const key of new Set(called)) if (!(key in sv)) faults.push(`${key} is used and missing`);

for (const fault of faults) console.error(fault);
console.log(
	faults.length === 0
		? `${Object.keys(sv).length} messages in ${LANGS.length} languages`
		: `${faults.length} faults in the messages`
);
process.exitCode = faults.length === 0 ? 0 : 1;
