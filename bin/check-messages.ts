// npm run messages: both languages complete, arguments alike, every key used, every used key there.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, TYPE, type MessageFormatElement } from '@formatjs/icu-messageformat-parser';

const root = join(import.meta.dirname, '..');
const LANGS = ['sv', 'en'];
const faults: string[] = [];

function messagesOf(lang: string): Record<string, string> {
	const folder = join(root, 'messages', lang);
	const all: Record<string, string> = {};
	for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
		for (const [key, text] of Object.entries<string>(JSON.parse(readFileSync(join(folder, file), 'utf8')))) {
			if (key in all) faults.push(`${lang}: ${key} stands twice (${file})`);
			all[key] = text;
		}
	}
	return all;
}

function argumentsOf(elements: MessageFormatElement[], found = new Set<string>()): Set<string> {
	for (const element of elements) {
		if (element.type !== TYPE.literal && element.type !== TYPE.pound && element.type !== TYPE.tag)
			found.add(element.value);
		if ('options' in element)
			for (const option of Object.values(element.options)) argumentsOf(option.value, found);
		if ('children' in element) argumentsOf(element.children, found);
	}
	return found;
}

function argumentList(lang: string, key: string, text: string): string {
	try {
		return [...argumentsOf(parse(text))].sort().join(',');
	} catch (error) {
		faults.push(`${lang}: ${key} is not a valid message (${error instanceof Error ? error.message : error})`);
		return '';
	}
}

function sources(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { withFileTypes: true, recursive: true })
		.filter((entry) => entry.isFile() && /\.(ts|svelte|mjs)$/.test(entry.name))
		.map((entry) => join(entry.parentPath, entry.name));
}

const [sv, en] = LANGS.map(messagesOf) as [Record<string, string>, Record<string, string>];
for (const [key, swedish] of Object.entries(sv)) {
	if (!(key in en)) faults.push(`en: ${key} is missing`);
	else if (argumentList('sv', key, swedish) !== argumentList('en', key, en[key]!))
		faults.push(`${key}: the languages take different arguments`);
}
for (const key of Object.keys(en)) if (!(key in sv)) faults.push(`sv: ${key} is missing`);

// A key counts as used where it stands quoted, or in a comment `// keys: a.b a.c` beside code that builds it.
// A comment may end in `*`: `// keys: place.*`.
const text = [...sources(join(root, 'src')), ...sources(join(root, 'demo'))]
	.map((file) => readFileSync(file, 'utf8'))
	.join('\n');
const quoted = new Set(
	[...text.matchAll(/['"`]([a-z][a-z0-9-]*(?:\.[A-Za-z0-9_-]+)+)['"`]/g)].map((match) => match[1]!)
);
const listed = [...text.matchAll(/keys: ([^\n]*)/g)].flatMap((match) => match[1]!.trim().split(/[\s,]+/));
const beginnings = listed.filter((key) => key.endsWith('*')).map((key) => key.slice(0, -1));
const used = new Set([...quoted, ...listed]);
for (const key of Object.keys(sv)) {
	if (!used.has(key) && !beginnings.some((start) => key.startsWith(start)))
		faults.push(`${key} is never used`);
}
const called = [...text.matchAll(/\bt\(\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);
for (const key of new Set(called)) if (!(key in sv)) faults.push(`${key} is used and missing`);

for (const fault of faults) console.error(fault);
console.log(
	faults.length === 0
		? `${Object.keys(sv).length} messages in ${LANGS.length} languages`
		: `${faults.length} faults in the messages`
);
process.exitCode = faults.length === 0 ? 0 : 1;
