import { sql } from 'kysely';
import { authorize, definePermission, hasPlatformRole } from '#platform/access/index.ts';
import { AppError, notFound } from '#platform/errors/index.ts';
import { newText, toText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import { json } from '#platform/server/db/json.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import type { ConfirmInput, FaultInput } from '../form.ts';
import { builtIn, statement, type KnownFault } from '../statement.ts';
import { faultMail, receivers } from './mail.ts';
import { proofFault } from './proof.ts';

const LIMIT = { name: 'accessibility.tell', points: 10, seconds: 3600 };

/** Those who see to it that faults are mended. */
export const handleFaults = definePermission<null>('accessibility.handle', (actor) =>
	hasPlatformRole(actor, 'process-leader') || hasPlatformRole(actor, 'administrator')
		? null
		: 'error.forbidden'
);

/** The statement's data: when it was examined, what is known and what has been mended. */
export async function accessibilityStatement(ctx: Context) {
	ctx.access.decided = true;
	const rows = await ctx.db
		.selectFrom('accessibility_fault')
		.select(['words', 'criterion', 'told_at', 'fixed_at'])
		.where('confirmed_at', 'is not', null)
		.where('dismissed_at', 'is', null)
		.orderBy('told_at', 'desc')
		.execute();
	const told = rows.map((row): KnownFault => ({
		words: toText(row.words)!,
		criterion: row.criterion!,
		since: row.told_at,
		fixed: row.fixed_at
	}));
	const faults = [...told, ...builtIn()];
	return {
		firstMade: statement.firstMade,
		reviewed: statement.reviewed,
		open: faults.filter((fault) => !fault.fixed),
		fixed: faults.filter((fault) => fault.fixed)
	};
}

/** Anybody may tell of a fault. Posts of programs are refused in words, so that a person caught by chance can go on. */
export async function tellFault(ctx: Context, input: FaultInput): Promise<void> {
	ctx.access.decided = true;
	if (input.website) throw new AppError('invalid', 'accessibility.error.robot');
	const fault = proofFault(input.since);
	if (fault === 'soon') throw new AppError('invalid', 'accessibility.error.soon');
	if (fault === 'old') throw new AppError('invalid', 'accessibility.error.old');
	await consume(ctx.db, LIMIT, ctx.client);
	await ctx.db.transaction().execute(async (tx) => {
		const { id } = await tx
			.insertInto('accessibility_fault')
			.values({ lang: ctx.lang, told: input.told, page: input.page ?? null, email: input.email ?? null })
			.returning('id')
			.executeTakeFirstOrThrow();
		for (const personId of await receivers(tx)) await sendMail(tx, faultMail, { faultId: id, personId });
	});
}

export interface ToldFault {
	id: string;
	told: string;
	page: string | null;
	email: string | null;
	toldAt: Date;
	words: ReturnType<typeof toText>;
	criterion: string | null;
	fixedAt: Date | null;
}

/** What is told and not dismissed: what waits first, mended ones last. */
export async function toldFaults(ctx: Context): Promise<ToldFault[]> {
	authorize(ctx, handleFaults, null);
	const rows = await ctx.db
		.selectFrom('accessibility_fault')
		.selectAll()
		.where('dismissed_at', 'is', null)
		.orderBy(sql`fixed_at is not null, confirmed_at is not null, told_at`)
		.limit(200)
		.execute();
	return rows.map((row) => ({
		id: row.id,
		told: row.told,
		page: row.page,
		email: row.email,
		toldAt: row.told_at,
		words: toText(row.words),
		criterion: row.criterion,
		fixedAt: row.fixed_at
	}));
}

/** Takes a fault into the statement, in words that say nothing of who told. */
export async function confirmFault(ctx: Context, input: ConfirmInput): Promise<void> {
	await change(ctx, input.id, 'confirmed', {
		words: json(newText(ctx.lang, input.words)),
		criterion: input.criterion,
		confirmed_at: sql<Date>`now()`,
		confirmed_by: ctx.actor.personId
	});
}

/** Mended: the statement shows it as such, and the address of who told is forgotten. */
export async function fixFault(ctx: Context, id: string): Promise<void> {
	await change(ctx, id, 'fixed', { fixed_at: sql<Date>`now()`, fixed_by: ctx.actor.personId, email: null });
}

/** Not a fault, or known before. */
export async function dismissFault(ctx: Context, id: string): Promise<void> {
	await change(ctx, id, 'dismissed', {
		dismissed_at: sql<Date>`now()`,
		dismissed_by: ctx.actor.personId,
		email: null
	});
}

async function change(
	ctx: Context,
	id: string,
	what: string,
	values: Record<string, unknown>
): Promise<void> {
	authorize(ctx, handleFaults, null);
	await ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.updateTable('accessibility_fault')
			.set(values)
			.where('id', '=', id)
			.where('fixed_at', 'is', null)
			.where('dismissed_at', 'is', null)
			.$if(what === 'fixed', (query) => query.where('confirmed_at', 'is not', null))
			.returning('id')
			.executeTakeFirst();
		if (!row) throw notFound();
		await audit(tx, ctx.actor, {
			chain: 'platform:accessibility',
			action: `accessibility-fault.${what}`,
			subject: `accessibility_fault:${id}`
		});
	});
}
