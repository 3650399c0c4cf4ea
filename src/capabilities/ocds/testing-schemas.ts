import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import type { ValidateFunction } from 'ajv';
import type AjvDraft04 from 'ajv-draft-04';
import type addFormats from 'ajv-formats';
import type { Fields } from './merge.ts';

// The official schemas and a merge of one's own, for tests. Only tests import this file. The schemas are not part of
// the repository: OCDS_SCHEMAS names their folder, otherwise it is looked for beside the repository.

export const SCHEMAS = process.env.OCDS_SCHEMAS ?? join(process.cwd(), '../shared/data/ocds');
export const hasSchemas = existsSync(join(SCHEMAS, 'release-schema.json'));
if (!hasSchemas) console.warn(`Skipped: the official OCDS schemas are not at ${SCHEMAS} (set OCDS_SCHEMAS)`);

export const schema = (name: string): Fields =>
	JSON.parse(readFileSync(join(SCHEMAS, `${name}.json`), 'utf8')) as Fields;

/** Codes of a code list. */
export function codes(list: string): string[] {
	const [head, ...lines] = readFileSync(join(SCHEMAS, 'codelists', `${list}.csv`), 'utf8')
		.trim()
		.split('\n');
	const at = head!.split(',').indexOf('Code');
	const plain = lines.map((line) => line.replace(/"[^"]*"/g, '').split(',')[at]!);
	return plain.filter(Boolean);
}

// CommonJS packages whose default is the function itself.
const require = createRequire(import.meta.url);
const Ajv = require('ajv-draft-04') as typeof AjvDraft04;
const formats = require('ajv-formats') as typeof addFormats.default;

let validators: Record<'releases' | 'records', ValidateFunction> | undefined;

/** What is wrong with a package by the official schemas. */
export function faultsOf(kind: 'releases' | 'records', text: string): unknown[] {
	validators ??= compile();
	const validate = validators[kind];
	return validate(JSON.parse(text)) ? [] : validate.errors!.slice(0, 5);
}

function compile() {
	const ajv = new Ajv({ strict: false, allErrors: true });
	formats(ajv);
	ajv.addSchema(schema('release-schema'));
	ajv.addSchema(schema('versioned-release-validation-schema'));
	return {
		releases: ajv.compile(schema('release-package-schema')),
		records: ajv.compile(schema('record-package-schema'))
	};
}

type Rule = 'omitWhenMerged' | 'wholeListMerge';
type Path = (string | { id: unknown })[];

/** The merge rules as the official schema gives them: path of names → rule. */
export function mergeRules(): Map<string, Rule> {
	const whole = schema('release-schema');
	const rules = new Map<string, Rule>();
	const walk = (node: Fields, path: string[]) => {
		const ref = node.$ref as string | undefined;
		const known = ref ? ((whole.definitions as Fields)[ref.split('/').at(-1)!] as Fields) : node;
		const array = known.items as Fields | undefined;
		for (const [name, property] of Object.entries((known.properties ?? {}) as Record<string, Fields>)) {
			const to = [...path, name];
			for (const rule of ['omitWhenMerged', 'wholeListMerge'] as const)
				if (property[rule]) rules.set(to.join('.'), rule);
			if (to.length < 12) walk(property, to);
		}
		if (array) walk(array, path);
	};
	walk(whole, []);
	return rules;
}

/**
 * Merges releases by way of a flat list of paths and values, as the reference implementation does: another way than
 * the code's, so that both would have to be wrong in the same way.
 */
export function independentMerge(releases: Fields[], rules: Map<string, Rule>): Fields {
	const flat = new Map<string, { path: Path; value: unknown }>();
	for (const release of releases) {
		for (const { path, value } of flatten(release, [], rules)) {
			const key = JSON.stringify(path);
			if (value === null)
				for (const known of flat.keys())
					if (known === key || known.startsWith(`${key.slice(0, -1)},`)) flat.delete(known);
			if (value !== null) flat.set(key, { path, value });
		}
	}
	const last = releases.at(-1)!;
	const merged = unflatten([...flat.values()]);
	return { ...merged, id: `${String(last.ocid)}-${String(last.date)}`, date: last.date, tag: ['compiled'] };
}

const names = (path: Path) => path.filter((part) => typeof part === 'string').join('.');

function flatten(value: unknown, path: Path, rules: Map<string, Rule>): { path: Path; value: unknown }[] {
	const rule = rules.get(names(path));
	if (rule === 'omitWhenMerged') return [];
	const items =
		Array.isArray(value) &&
		rule !== 'wholeListMerge' &&
		value.every((item) => (item as Fields)?.id !== undefined);
	if (items && value.length > 0)
		return (value as Fields[]).flatMap((item) => flatten(item, [...path, { id: item.id }], rules));
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		const inner = Object.entries(value).flatMap(([name, part]) => flatten(part, [...path, name], rules));
		return inner;
	}
	return [{ path, value }];
}

function unflatten(entries: { path: Path; value: unknown }[]): Fields {
	const root: Fields = {};
	for (const { path, value } of entries) {
		let at: Fields | Fields[] = root;
		path.forEach((part, index) => {
			const last = index === path.length - 1;
			const next = typeof path[index + 1] === 'object' ? [] : {};
			if (typeof part === 'string') {
				const fields = at as Fields;
				if (last) fields[part] = value;
				else at = (fields[part] ??= next) as Fields;
			} else {
				const list = at as unknown as Fields[];
				let item = list.find((one) => one.id === part.id);
				if (!item) list.push((item = { id: part.id }));
				at = item;
			}
		});
	}
	return root;
}

/** An object without what says nothing: merging leaves empty objects where all fields have gone. */
export function withoutEmpty(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withoutEmpty);
	if (typeof value !== 'object' || value === null) return value;
	const kept = Object.entries(value).map(([name, part]) => [name, withoutEmpty(part)] as const);
	return Object.fromEntries(
		kept.filter(([, part]) => !(typeof part === 'object' && part !== null && Object.keys(part).length === 0))
	);
}
