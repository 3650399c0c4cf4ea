import { z } from 'zod';
import { sql } from 'kysely';
import { authorize } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { checkDefinition, checkKnown, type Problem } from '../check.ts';
import { knownIn } from '../facts.ts';
import { definitionSchema, METHOD_KINDS, type MethodDefinition, type MethodKind } from '../form.ts';
import { editMethods, openMethod } from './access.ts';
import { draftOf, insertDraft, lockMethod } from './draft.ts';
import { nextNumber } from './publish.ts';
import { methodVersionNumbered } from './versions.ts';

const FORMAT = 'motesplats-method-1';
const fileSchema = z.strictObject({
	format: z.literal(FORMAT),
	key: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
	/** What it is for; the innovation model's kind when left out. */
	kind: z.enum(METHOD_KINDS).optional(),
	definition: definitionSchema,
	/** It was not published when it left. */
	draft: z.literal(true).optional()
});
export type MethodFile = z.output<typeof fileSchema>;

/** The newest published version as a file. Taken in elsewhere it is the same method. */
export async function exportMethod(ctx: Context, key: string): Promise<MethodFile> {
	const method = await openMethod(ctx, key);
	const version = await methodVersionNumbered(ctx.db, key, method.current);
	return { format: FORMAT, key, ...kindIn(version.kind), definition: version.definition };
}

/** The draft as a file, with its translations and whatever it still lacks. */
export async function exportDraft(ctx: Context, key: string): Promise<MethodFile> {
	const { definition, method } = await draftOf(ctx, key);
	return { format: FORMAT, key, ...kindIn(method.kind), definition, draft: true };
}

const kindIn = (kind: MethodKind) => (kind === 'innovation-model' ? {} : { kind });

export const IMPORT_WAYS = ['draft', 'publish'] as const;
export type ImportWay = (typeof IMPORT_WAYS)[number];

/** What a file holds, and everything that keeps it from being taken in. A draft may be unfinished. */
export function readMethodFile(
	words: string,
	way?: ImportWay
): { file: MethodFile | null; way: ImportWay; problems: Problem[] } {
	const none = (problem: Problem) => ({ file: null, way: way ?? ('draft' as const), problems: [problem] });
	let parsed: unknown;
	try {
		parsed = JSON.parse(words);
	} catch {
		return none({ phase: null, key: 'methods.import.not-json', params: {} });
	}
	const file = fileSchema.safeParse(parsed);
	if (!file.success) {
		const where = file.error.issues[0]!.path.join('.') || FORMAT;
		return none({ phase: null, key: 'methods.import.wrong-shape', params: { where } });
	}
	const chosen = way ?? (file.data.draft ? 'draft' : 'publish');
	const check = chosen === 'draft' ? checkKnown : checkDefinition;
	const problems = check(file.data.definition, knownIn(file.data.kind ?? 'innovation-model'));
	return { file: file.data, way: chosen, problems };
}

/**
 * Takes a file in: as a draft to go on with, or published at once as the next version. Running initiatives keep
 * theirs. @param key another key makes it a copy
 * @throws AppError conflict when the method has a draft already and the file would be one
 */
export async function importMethod(
	ctx: Context,
	words: string,
	key?: string,
	wanted?: ImportWay
): Promise<{ key: string; number: number | null }> {
	authorize(ctx, editMethods, null);
	const { file, way, problems } = readMethodFile(words, wanted);
	const [first] = problems;
	if (!file || first) {
		throw new AppError('invalid', first?.key ?? 'form.error.failed', {
			params: first?.params,
			fields: { file: first?.key ?? 'form.error.invalid' }
		});
	}
	const to = key ?? file.key;
	return ctx.db.transaction().execute(async (tx) => {
		const methodId = await methodWithKey(tx, to, file.kind ?? 'innovation-model');
		return way === 'draft'
			? takeInDraft(tx, ctx, { methodId, key: to, definition: file.definition })
			: publish(tx, ctx, { methodId, key: to, definition: file.definition });
	});
}

async function methodWithKey(tx: Tx, key: string, kind: MethodKind): Promise<string> {
	await tx
		.insertInto('method')
		.values({ key, kind })
		.onConflict((c) => c.column('key').doNothing())
		.execute();
	const there = await tx
		.selectFrom('method')
		.select(['id', 'kind'])
		.where('key', '=', key)
		.executeTakeFirstOrThrow();
	const { id } = there;
	if (there.kind !== kind) throw new AppError('conflict', 'methods.import.other-kind');
	await lockMethod(tx, id);
	return id;
}

interface TakenIn {
	methodId: string;
	key: string;
	definition: MethodDefinition;
}

async function takeInDraft(tx: Tx, ctx: Context, { methodId, key, definition }: TakenIn) {
	const id = await insertDraft(tx, ctx, methodId, definition, null);
	if (!id) throw new AppError('conflict', 'methods.import.has-draft');
	await audit(tx, ctx.actor, {
		chain: `method:${methodId}`,
		action: 'method.draft-taken-in',
		subject: `method_version:${id}`
	});
	return { key, number: null };
}

async function publish(tx: Tx, ctx: Context, { methodId, key, definition }: TakenIn) {
	const number = await nextNumber(tx, methodId);
	const version = await tx
		.insertInto('method_version')
		.values({
			method_id: methodId,
			number,
			definition: json(definition),
			created_by: ctx.actor.personId,
			published_at: sql`now()`,
			published_by: ctx.actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await audit(tx, ctx.actor, {
		chain: `method:${methodId}`,
		action: 'method.published',
		subject: `method_version:${version.id}`,
		data: { number }
	});
	return { key, number };
}
