import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { requireSecondFactor } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/keys.ts';
import { newText, toText, writeText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { storeFile } from '#platform/server/files/index.ts';
import { announce } from '#platform/server/news/index.ts';
import type { AgreementInput } from '../form.ts';
import type { PartyRole } from '../rules.ts';
import { accessAgreement, editAgreement, type AgreementKey } from './access.ts';
import { checkPeriod } from './draft.ts';

/** A reason why an award may not be signed yet (standstill, review), told by the procurement capability. */
type SigningBlock = (db: DbOrTx, awardId: string, day?: string) => Promise<MessageKey | null>;
let signingBlock: SigningBlock = async () => null;

export function onSigning(block: SigningBlock): void {
	signingBlock = block;
}

/** Why an agreement cannot be signed now, or cannot have been on `day`; null where it can. */
export const whyNotSigned = async (
	db: DbOrTx,
	{ awardId }: { awardId: string | null },
	day?: string
): Promise<MessageKey | null> => (awardId ? signingBlock(db, awardId, day) : null);

export const chainOf = (key: AgreementKey) => `initiative:${key.run.id}` as const;

/** Runs a change under the agreement's lock and writes its audit row last. */
export async function changeAgreement<T>(
	ctx: Context,
	key: AgreementKey,
	entry: { action: string; data?: Record<string, unknown> },
	work: (tx: Tx) => Promise<T>
): Promise<T> {
	return ctx.db.transaction().execute(async (tx) => {
		const row = await tx
			.selectFrom('agreement')
			.select(['ended_at'])
			.where('id', '=', key.id)
			.forUpdate()
			.executeTakeFirstOrThrow();
		if (row.ended_at && entry.action !== 'agreement.document-added')
			throw new AppError('conflict', 'agreements.fault.ended');
		const result = await work(tx);
		await audit(tx, ctx.actor, {
			chain: chainOf(key),
			action: entry.action,
			subject: `agreement:${key.id}`,
			data: entry.data
		});
		return result;
	});
}

/** Rewrites the terms. Signatures given to earlier terms no longer count. */
export async function editAgreementTerms(
	ctx: Context,
	slug: string,
	id: string,
	input: AgreementInput
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	checkPeriod(input);
	await changeAgreement(ctx, key, { action: 'agreement.edited' }, async (tx) => {
		const old = await tx
			.selectFrom('agreement as a')
			.innerJoin('activity as t', 't.id', 'a.id')
			.select(['a.purpose', 'a.revision', 't.title'])
			.where('a.id', '=', id)
			.executeTakeFirstOrThrow();
		if (input.revision !== undefined && old.revision !== input.revision)
			throw new AppError('conflict', 'error.conflict');
		await tx
			.updateTable('agreement')
			.set({
				form: input.form,
				purpose: json(writeText(toText(old.purpose), ctx.lang, input.purpose)),
				starts_on: input.startsOn ?? null,
				ends_on: input.endsOn ?? null,
				fixed_minor: input.fixedMinor ?? 0,
				cap_minor: input.capMinor ?? null,
				revision: old.revision + 1,
				updated_at: sql`now()`
			})
			.where('id', '=', id)
			.execute();
		const ends = input.endsOn ? new Date(`${input.endsOn}T12:00:00Z`) : null;
		await tx
			.updateTable('activity')
			.set({ title: json(writeText(toText(old.title), ctx.lang, input.title)), ends_at: ends })
			.where('id', '=', id)
			.execute();
	});
}

export async function addParty(
	ctx: Context,
	slug: string,
	id: string,
	input: { organisation: string; role: PartyRole }
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(ctx, key, { action: 'agreement.party-added', data: input }, async (tx) => {
		const known = await tx
			.selectFrom('organisation')
			.select('id')
			.where('id', '=', input.organisation)
			.executeTakeFirst();
		if (!known)
			throw new AppError('invalid', 'form.error.failed', { fields: { organisation: 'form.error.pick-one' } });
		await tx
			.insertInto('agreement_party')
			.values({ agreement_id: id, organisation_id: input.organisation, role: input.role })
			.onConflict((c) => c.doNothing())
			.execute();
	});
}

/** A party that has signed or is part of a payment stays. */
export async function removeParty(ctx: Context, slug: string, id: string, partyId: string): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(ctx, key, { action: 'agreement.party-removed' }, async (tx) => {
		const party = await tx
			.selectFrom('agreement_party')
			.selectAll()
			.where('id', '=', partyId)
			.where('agreement_id', '=', id)
			.executeTakeFirst();
		if (!party) throw new AppError('not-found', 'error.not-found');
		const used = await sql`
			select 1 from agreement_signature where agreement_id = ${id} and organisation_id = ${party.organisation_id}
			union all select 1 from agreement_payment where agreement_id = ${id} and ${party.organisation_id} in (payer_id, payee_id)`.execute(
			tx
		);
		if (used.rows.length > 0) throw new AppError('conflict', 'agreements.fault.party-used');
		await tx.deleteFrom('agreement_party').where('id', '=', partyId).execute();
	});
}

/** Records that a party signed the present terms on a day. Refused during standstill or review of the award. */
export async function recordSignature(
	ctx: Context,
	slug: string,
	id: string,
	input: { organisation: string; signedOn: string }
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	requireSecondFactor(ctx);
	if (!key.parties.some((party) => party.organisationId === input.organisation))
		throw new AppError('not-found', 'error.not-found');
	await changeAgreement(ctx, key, { action: 'agreement.signed', data: input }, async (tx) => {
		const row = await tx
			.selectFrom('agreement')
			.select(['revision', 'award_id as awardId'])
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
		const blocked = await whyNotSigned(tx, row);
		if (blocked) throw new AppError('conflict', blocked);
		const { rows } = await sql<{
			future: boolean;
		}>`select ${input.signedOn}::date > (now() at time zone 'Europe/Stockholm')::date as future`.execute(tx);
		if (rows[0]!.future)
			throw new AppError('invalid', 'form.error.failed', { fields: { signedOn: 'agreements.fault.future' } });
		if (await whyNotSigned(tx, row, input.signedOn))
			throw new AppError('invalid', 'form.error.failed', {
				fields: { signedOn: 'agreements.fault.standstill' }
			});
		await tx
			.insertInto('agreement_signature')
			.values({
				agreement_id: id,
				organisation_id: input.organisation,
				signed_on: input.signedOn,
				revision: row.revision,
				recorded_by: ctx.actor.personId
			})
			.onConflict((c) => c.doNothing())
			.execute();
	});
}

/** Shows the agreement to everybody: parties, terms, milestones, payments and the outcome part. */
export async function publishAgreement(ctx: Context, slug: string, id: string): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(ctx, key, { action: 'agreement.published' }, async (tx) => {
		const done = await tx
			.updateTable('agreement')
			.set({ published_at: sql`now()` })
			.where('id', '=', id)
			.where('published_at', 'is', null)
			.returning('id')
			.executeTakeFirst();
		if (!done) return;
		await tx
			.updateTable('activity')
			.set({ published_at: sql`now()` })
			.where('id', '=', id)
			.execute();
		await announce(tx, ctx.actor, {
			initiativeId: key.run.id,
			activityId: id,
			kind: 'decision',
			key: 'agreements.news.published',
			params: { title: key.run.title },
			path: `/initiatives/${key.run.slug}/agreements/${id}`,
			audience: 'public',
			themes: key.run.themes
		});
	});
}

/** Ends it before its time or at its end, with the reason in words. */
export async function endAgreement(ctx: Context, slug: string, id: string, reason: string): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	requireSecondFactor(ctx);
	await changeAgreement(ctx, key, { action: 'agreement.ended' }, async (tx) => {
		await tx
			.updateTable('agreement')
			.set({ ended_at: sql`now()`, ended_reason: json(newText(ctx.lang, reason)) })
			.where('id', '=', id)
			.execute();
		await tx
			.updateTable('activity')
			.set({ closed_at: sql`now()` })
			.where('id', '=', id)
			.execute();
	});
}

/** Adds a document: private to team and parties unless it is marked public. */
export async function addAgreementDocument(
	ctx: Context,
	slug: string,
	id: string,
	input: { file: File; alt?: string; isPublic: boolean }
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(ctx, key, { action: 'agreement.document-added' }, async (tx) => {
		await storeFile(tx, ctx, {
			subjectKind: 'agreement',
			subjectId: id,
			file: input.file,
			alt: input.alt,
			published: input.isPublic
		});
	});
}
