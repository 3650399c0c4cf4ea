import { sql } from 'kysely';
import QRCode from 'qrcode';
import { requirePerson, requireSecondFactor } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { confirmBy } from '#platform/server/http/confirm.ts';
import { consume } from '#platform/server/limits/index.ts';
import { sendMail } from '#platform/server/mail/index.ts';
import { seal, unseal } from '#platform/server/tokens.ts';
import { codeForm } from '../form.ts';
import { shouldHaveSecondFactor } from '../rules.ts';
import { securityMail } from './mail.ts';
import { hashRecoveryCode, newRecoveryCode, newSecret, otpauthUri, RECOVERY_CODES, stepOf } from './totp.ts';

const TRIES = { name: 'second-factor', points: 10, seconds: 900 };
const PURPOSE = 'second-factor';

export interface SecondFactorState {
	/** Set up and confirmed. */
	active: boolean;
	/** Set while it is being set up: the key to type, grouped by four, and the QR code as an SVG path. */
	setUp: { key: string; qr: { path: string; size: number } } | null;
	recoveryCodesLeft: number;
	/** Their tasks call for one. */
	wanted: boolean;
	/** Shown in this session. */
	shown: boolean;
}

/** The asker's second factor. The key is given only before it is confirmed. */
export async function secondFactorState(ctx: Context): Promise<SecondFactorState> {
	const personId = requirePerson(ctx);
	const row = await ctx.db
		.selectFrom('second_factor')
		.selectAll()
		.where('person_id', '=', personId)
		.executeTakeFirst();
	const active = row?.confirmed_at != null;
	const secret = row && !active ? unseal(PURPOSE, row.secret) : null;
	return {
		active,
		setUp: secret
			? { key: secret.match(/.{1,4}/g)!.join(' '), qr: qrPath(otpauthUri(secret, ctx.actor.email!)) }
			: null,
		recoveryCodesLeft: active ? await codesLeft(ctx, personId) : 0,
		wanted: await isSecondFactorWanted(ctx),
		shown: ctx.actor.secondFactor
	};
}

/** Do the asker's tasks call for a second factor? */
export async function isSecondFactorWanted(ctx: Context): Promise<boolean> {
	const roles = await ctx.db
		.selectFrom('team_member')
		.select('role')
		.distinct()
		.where('person_id', '=', ctx.actor.personId)
		.where('ended_at', 'is', null)
		.execute();
	return shouldHaveSecondFactor(
		ctx.actor,
		roles.map(({ role }) => role)
	);
}

/** Has the asker a confirmed second factor? */
export async function hasSecondFactor(ctx: Context): Promise<boolean> {
	const row = await ctx.db
		.selectFrom('second_factor')
		.select('person_id')
		.where('person_id', '=', ctx.actor.personId)
		.where('confirmed_at', 'is not', null)
		.executeTakeFirst();
	return row !== undefined;
}

async function codesLeft(ctx: Context, personId: string): Promise<number> {
	const row = await ctx.db
		.selectFrom('recovery_code')
		.select(({ fn }) => fn.countAll<number>().as('left'))
		.where('person_id', '=', personId)
		.where('used_at', 'is', null)
		.executeTakeFirstOrThrow();
	return row.left;
}

/** Begins the set-up with a new key; an unconfirmed one is replaced. @throws AppError conflict when one is active */
export async function beginSecondFactor(ctx: Context): Promise<void> {
	const personId = requirePerson(ctx);
	const secret = seal(PURPOSE, newSecret());
	const { numInsertedOrUpdatedRows } = await ctx.db
		.insertInto('second_factor')
		.values({ person_id: personId, secret })
		.onConflict((c) =>
			c
				.column('person_id')
				.doUpdateSet({ secret, created_at: sql`now()` })
				.where('second_factor.confirmed_at', 'is', null)
		)
		.executeTakeFirstOrThrow();
	if (!numInsertedOrUpdatedRows) throw new AppError('conflict', 'identity.factor.already');
}

/** Confirms the set-up with a code from the app. Gives the recovery codes, which are never shown again. */
export async function confirmSecondFactor(ctx: Context, code: string): Promise<string[]> {
	const personId = requirePerson(ctx);
	await consume(ctx.db, TRIES, personId);
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.selectFrom('second_factor')
			.selectAll()
			.where('person_id', '=', personId)
			.forUpdate()
			.executeTakeFirst();
		if (!row || row.confirmed_at) throw new AppError('conflict', 'identity.factor.already');
		const step = stepOf(unseal(PURPOSE, row.secret) ?? '', code);
		if (step === null) throw wrongCode();
		await tx
			.updateTable('second_factor')
			.set({ confirmed_at: sql`now()`, last_step: step })
			.where('person_id', '=', personId)
			.execute();
		const codes = await replaceRecoveryCodes(tx, personId);
		await markShown(tx, ctx);
		await sendMail(tx, securityMail, { personId, what: 'factor-on' });
		await note(tx, ctx, 'second-factor.confirmed');
		return codes;
	});
}

/**
 * Shows the second factor for this session, by a code from the app or a recovery code. Each works once.
 * @throws AppError invalid for a wrong or used code, rate-limited after ten tries
 */
export async function showSecondFactor(ctx: Context, code: string): Promise<void> {
	const personId = requirePerson(ctx);
	await consume(ctx.db, TRIES, personId);
	await ctx.db.transaction().execute(async (tx) => {
		await useCode(tx, ctx, code);
		await markShown(tx, ctx);
		await note(tx, ctx, 'second-factor.shown');
	});
}

// The code may come with the form that needs it.
confirmBy(async (ctx, typed) => {
	const parsed = codeForm.safeParse({ code: typed });
	if (!parsed.success) throw wrongCode('identity.code.shape');
	await showSecondFactor(ctx, parsed.data.code);
});

/** New recovery codes; the old ones stop working. Needs a code, so that an open browser is not enough. */
export async function renewRecoveryCodes(ctx: Context, code: string): Promise<string[]> {
	const personId = await requireOwnFactor(ctx);
	return ctx.db.transaction().execute(async (tx) => {
		await useCode(tx, ctx, code);
		const codes = await replaceRecoveryCodes(tx, personId);
		await note(tx, ctx, 'second-factor.codes-renewed');
		return codes;
	});
}

/** Takes the second factor away. Needs a code. */
export async function removeSecondFactor(ctx: Context, code: string): Promise<void> {
	const personId = await requireOwnFactor(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		await useCode(tx, ctx, code);
		await tx.deleteFrom('second_factor').where('person_id', '=', personId).execute();
		await tx.deleteFrom('recovery_code').where('person_id', '=', personId).execute();
		await tx
			.updateTable('session')
			.set({ second_factor_at: null })
			.where('person_id', '=', personId)
			.execute();
		await sendMail(tx, securityMail, { personId, what: 'factor-off' });
		await note(tx, ctx, 'second-factor.removed');
	});
}

async function requireOwnFactor(ctx: Context): Promise<string> {
	const personId = requirePerson(ctx);
	requireSecondFactor(ctx);
	await consume(ctx.db, TRIES, personId);
	return personId;
}

async function useCode(tx: Tx, ctx: Context, code: string): Promise<void> {
	const personId = ctx.actor.personId!;
	if (/^\d{6}$/.test(code)) return useAppCode(tx, personId, code);
	const used = await tx
		.updateTable('recovery_code')
		.set({ used_at: sql`now()` })
		.where('person_id', '=', personId)
		.where('code_hash', '=', hashRecoveryCode(personId, code))
		.where('used_at', 'is', null)
		.returning('id')
		.executeTakeFirst();
	if (!used) throw wrongCode('identity.code.recovery');
	await sendMail(tx, securityMail, { personId, what: 'recovery-used' });
}

async function useAppCode(tx: Tx, personId: string, code: string): Promise<void> {
	// Locked, so that of two requests with the same code one sees the other's step.
	const row = await tx
		.selectFrom('second_factor')
		.select(['secret', 'last_step'])
		.where('person_id', '=', personId)
		.where('confirmed_at', 'is not', null)
		.forUpdate()
		.executeTakeFirst();
	if (!row) throw wrongCode('identity.code.none');
	const step = stepOf(unseal(PURPOSE, row.secret) ?? '', code);
	if (step === null) throw wrongCode();
	if (step <= (row.last_step ?? 0)) throw wrongCode('identity.code.used');
	await tx.updateTable('second_factor').set({ last_step: step }).where('person_id', '=', personId).execute();
}

async function replaceRecoveryCodes(tx: Tx, personId: string): Promise<string[]> {
	const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
	await tx.deleteFrom('recovery_code').where('person_id', '=', personId).execute();
	const rows = codes.map((code) => ({ person_id: personId, code_hash: hashRecoveryCode(personId, code) }));
	await tx.insertInto('recovery_code').values(rows).execute();
	return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`);
}

async function markShown(tx: Tx, ctx: Context): Promise<void> {
	if (!ctx.actor.sessionId) return;
	await tx
		.updateTable('session')
		.set({ second_factor_at: sql`now()` })
		.where('id', '=', ctx.actor.sessionId)
		.execute();
}

function note(tx: Tx, ctx: Context, action: string): Promise<void> {
	const subject = `person:${ctx.actor.personId}` as const;
	return audit(tx, ctx.actor, { chain: subject, action, subject });
}

const wrongCode = (key: MessageKey = 'identity.code.wrong') =>
	new AppError('invalid', key, { fields: { code: key } });

/** One path of unit squares: no inline style, sharp at any size. */
function qrPath(text: string): { path: string; size: number } {
	const { modules } = QRCode.create(text, { errorCorrectionLevel: 'M' });
	const { size, data } = modules;
	let path = '';
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) if (data[y * size + x]) path += `M${x} ${y}h1v1h-1z`;
	}
	return { path, size };
}
