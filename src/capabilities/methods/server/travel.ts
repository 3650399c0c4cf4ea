import { z } from 'zod';
import { sql } from 'kysely';
import { authorize, definePermission, hasPlatformRole } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { json } from '#platform/server/db/json.ts';
import { checkDefinition, type Problem } from '../check.ts';
import { factNamed, stepKind } from '../facts.ts';
import { definitionSchema, type MethodDefinition } from '../form.ts';
import { currentVersion } from './versions.ts';

/** Methods belong to those who lead processes. */
export const editMethods = definePermission<null>('method.edit', (actor) =>
	hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator')
		? null
		: 'error.forbidden'
);

const FORMAT = 'motesplats-method-1';
const fileSchema = z.strictObject({
	format: z.literal(FORMAT),
	key: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
	definition: definitionSchema
});
export type MethodFile = z.output<typeof fileSchema>;

/** The newest published version as a file. Taken in elsewhere it is the same method. */
export async function exportMethod(ctx: Context, key: string): Promise<MethodFile> {
	ctx.access.decided = true;
	const version = await currentVersion(ctx.db, key);
	return { format: FORMAT, key, definition: version.definition };
}

/** What a file holds, and everything that keeps it from being taken in. */
export function readMethodFile(words: string): { file: MethodFile | null; problems: Problem[] } {
	let parsed: unknown;
	try {
		parsed = JSON.parse(words);
	} catch {
		return { file: null, problems: [{ phase: null, key: 'methods.import.not-json', params: {} }] };
	}
	const file = fileSchema.safeParse(parsed);
	if (!file.success) {
		const where = file.error.issues[0]!.path.join('.') || FORMAT;
		return { file: null, problems: [{ phase: null, key: 'methods.import.wrong-shape', params: { where } }] };
	}
	return {
		file: file.data,
		problems: checkDefinition(file.data.definition, { fact: factNamed, kind: stepKind })
	};
}

/**
 * Publishes what a file holds: a new method, or the next version of one that exists. Running initiatives keep
 * theirs. @param key another key makes it a copy
 */
export async function importMethod(
	ctx: Context,
	words: string,
	key?: string
): Promise<{ key: string; number: number }> {
	authorize(ctx, editMethods, null);
	const { file, problems } = readMethodFile(words);
	const [first] = problems;
	if (!file || first) {
		throw new AppError('invalid', first?.key ?? 'form.error.failed', {
			params: first?.params,
			fields: { file: first?.key ?? 'form.error.invalid' }
		});
	}
	return publish(ctx, key ?? file.key, file.definition);
}

async function publish(ctx: Context, key: string, definition: MethodDefinition) {
	return ctx.db.transaction().execute(async (tx) => {
		await tx
			.insertInto('method')
			.values({ key })
			.onConflict((c) => c.column('key').doNothing())
			.execute();
		const method = await tx
			.selectFrom('method')
			.select('id')
			.where('key', '=', key)
			.forUpdate()
			.executeTakeFirstOrThrow();
		const { next } = await tx
			.selectFrom('method_version')
			.select(sql<number>`coalesce(max(number), 0)::int + 1`.as('next'))
			.where('method_id', '=', method.id)
			.executeTakeFirstOrThrow();
		const version = await tx
			.insertInto('method_version')
			.values({
				method_id: method.id,
				number: next,
				definition: json(definition) as never,
				created_by: ctx.actor.personId,
				published_at: sql`now()`,
				published_by: ctx.actor.personId
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await audit(tx, ctx.actor, {
			chain: `method:${method.id}`,
			action: 'method.published',
			subject: `method_version:${version.id}`,
			data: { number: next }
		});
		return { key, number: next };
	});
}
