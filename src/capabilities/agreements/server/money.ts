import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { newText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import type { OutcomeInput, PaymentInput } from '../form.ts';
import { outcomeDue, outcomeFault, paymentFault, type PaymentKind } from '../rules.ts';
import { accessAgreement, editAgreement } from './access.ts';
import { changeAgreement } from './service.ts';

export async function addMilestone(
	ctx: Context,
	slug: string,
	id: string,
	input: { title: string; dueOn: string }
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(
		ctx,
		key,
		{ action: 'agreement.milestone-added', data: { dueOn: input.dueOn } },
		async (tx) => {
			await tx
				.insertInto('agreement_milestone')
				.values({
					agreement_id: id,
					title: json(newText(ctx.lang, input.title)),
					due_on: input.dueOn
				})
				.execute();
		}
	);
}

/** Says how a milestone went. Settled once; a second try is a conflict, not an overwriting. */
export async function settleMilestone(
	ctx: Context,
	slug: string,
	id: string,
	input: { milestone: string; outcome: 'met' | 'partly' | 'not-met'; settledOn: string; note?: string }
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(
		ctx,
		key,
		{ action: 'agreement.milestone-settled', data: { milestone: input.milestone, outcome: input.outcome } },
		async (tx) => {
			const done = await tx
				.updateTable('agreement_milestone')
				.set({
					outcome: input.outcome,
					settled_on: input.settledOn,
					note: input.note ? json(newText(ctx.lang, input.note)) : null
				})
				.where('id', '=', input.milestone)
				.where('agreement_id', '=', id)
				.where('settled_on', 'is', null)
				.returning('id')
				.executeTakeFirst();
			if (!done) throw new AppError('conflict', 'error.conflict');
		}
	);
}

/** Adds an outcome part: an indicator of this initiative, a target and a price. */
export async function addOutcome(ctx: Context, slug: string, id: string, input: OutcomeInput): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	const indicator = await ctx.db
		.selectFrom('indicator')
		.select(['id', 'direction'])
		.where('id', '=', input.indicator)
		.where('initiative_id', '=', key.run.id)
		.executeTakeFirst();
	if (!indicator)
		throw new AppError('invalid', 'form.error.failed', { fields: { indicator: 'form.error.pick-one' } });
	const fault = outcomeFault({
		threshold: input.threshold,
		target: input.target,
		direction: indicator.direction as 'up' | 'down'
	});
	if (fault) throw new AppError('invalid', 'form.error.failed', { fields: { target: fault } });
	if (input.priceMinor === 0)
		throw new AppError('invalid', 'form.error.failed', { fields: { priceMinor: 'form.error.money' } });
	await changeAgreement(
		ctx,
		key,
		{ action: 'agreement.outcome-added', data: { indicator: input.indicator } },
		async (tx) => {
			await tx
				.insertInto('agreement_outcome')
				.values({
					agreement_id: id,
					indicator_id: input.indicator,
					terms: json(newText(ctx.lang, input.terms)),
					threshold: String(input.threshold),
					target: String(input.target),
					price_minor: input.priceMinor,
					basis: input.basis,
					cap_minor: Math.max(input.capMinor, 1),
					measured_by: input.measuredBy
				})
				.execute();
			// New terms: what was signed before is not this.
			await tx
				.updateTable('agreement')
				.set((eb) => ({ revision: eb('revision', '+', 1) }))
				.where('id', '=', id)
				.execute();
		}
	);
}

export async function planPayment(
	ctx: Context,
	slug: string,
	id: string,
	input: PaymentInput
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	const parties = new Set(key.parties.map((party) => party.organisationId));
	if (!parties.has(input.payer))
		throw new AppError('invalid', 'form.error.failed', { fields: { payer: 'agreements.fault.not-party' } });
	if (!parties.has(input.payee) || input.payee === input.payer)
		throw new AppError('invalid', 'form.error.failed', { fields: { payee: 'agreements.fault.not-party' } });
	if (input.plannedMinor === 0)
		throw new AppError('invalid', 'form.error.failed', { fields: { plannedMinor: 'form.error.money' } });
	await changeAgreement(
		ctx,
		key,
		{ action: 'agreement.payment-planned', data: { kind: input.kind, amount: input.plannedMinor } },
		async (tx) => {
			await requireOwn(tx, 'agreement_milestone', id, input.milestone, 'milestone');
			await requireOwn(
				tx,
				'agreement_outcome',
				id,
				input.kind === 'outcome' ? (input.outcome ?? '') : undefined,
				'outcome'
			);
			await tx
				.insertInto('agreement_payment')
				.values({
					agreement_id: id,
					payer_id: input.payer,
					payee_id: input.payee,
					kind: input.kind,
					milestone_id: input.milestone ?? null,
					outcome_id: input.kind === 'outcome' ? (input.outcome ?? null) : null,
					planned_on: input.plannedOn,
					planned_minor: input.plannedMinor,
					note: input.note ? json(newText(ctx.lang, input.note)) : null
				})
				.execute();
		}
	);
}

async function requireOwn(
	tx: Tx,
	table: 'agreement_milestone' | 'agreement_outcome',
	agreementId: string,
	id: string | undefined,
	field: string
): Promise<void> {
	if (id === undefined) return;
	const known =
		id === ''
			? undefined
			: await tx
					.selectFrom(table)
					.select('id')
					.where('id', '=', id)
					.where('agreement_id', '=', agreementId)
					.executeTakeFirst();
	if (!known)
		throw new AppError('invalid', 'form.error.failed', { fields: { [field]: 'form.error.pick-one' } });
}

/** Records a payment as made. Refused over the agreement's cap, or over what the measured outcome gives. */
export async function recordPayment(
	ctx: Context,
	slug: string,
	id: string,
	input: { payment: string; paidOn: string; paidMinor: number; reference?: string }
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(
		ctx,
		key,
		{ action: 'agreement.payment-made', data: { payment: input.payment, amount: input.paidMinor } },
		async (tx) => {
			const payment = await tx
				.selectFrom('agreement_payment')
				.selectAll()
				.where('id', '=', input.payment)
				.where('agreement_id', '=', id)
				.executeTakeFirst();
			if (!payment) throw new AppError('not-found', 'error.not-found');
			if (payment.paid_on || payment.cancelled_at) throw new AppError('conflict', 'error.conflict');
			const fault = paymentFault({
				...(await sums(tx, id, payment.outcome_id)),
				paidMinor: input.paidMinor,
				kind: payment.kind as PaymentKind
			});
			if (fault) throw new AppError('invalid', fault, { fields: { paidMinor: fault } });
			await tx
				.updateTable('agreement_payment')
				.set({ paid_on: input.paidOn, paid_minor: input.paidMinor, reference: input.reference ?? null })
				.where('id', '=', input.payment)
				.execute();
		}
	);
}

async function sums(tx: Tx, agreementId: string, outcomeId: string | null) {
	const { rows } = await sql<{ cap: number | null; paid: number; outcome_paid: number }>`
		select a.cap_minor as cap,
			coalesce(sum(case when p.kind = 'repayment' then -p.paid_minor else p.paid_minor end), 0)::bigint as paid,
			coalesce(sum(p.paid_minor) filter (where p.outcome_id = ${outcomeId}::uuid), 0)::bigint as outcome_paid
		from agreement a left join agreement_payment p on p.agreement_id = a.id and p.paid_on is not null
		where a.id = ${agreementId} group by a.id`.execute(tx);
	const { cap, paid, outcome_paid } = rows[0]!;
	const due = outcomeId ? await outcomeDueNow(tx, outcomeId) : null;
	return { capMinor: cap, alreadyPaid: paid, outcomeLeft: due === null ? null : due - outcome_paid };
}

/** What an outcome part gives by the latest figure measured in time, in minor units. */
export async function outcomeDueNow(tx: Tx, outcomeId: string): Promise<number> {
	const { rows } = await sql<{
		threshold: string;
		target: string;
		direction: 'up' | 'down';
		price_minor: number;
		basis: 'unit' | 'reached';
		cap_minor: number;
		value: string | null;
	}>`
		select o.threshold, o.target, i.direction, o.price_minor, o.basis, o.cap_minor, m.value
		from agreement_outcome o join indicator i on i.id = o.indicator_id
		left join lateral (
			select value from measurement m
			where m.indicator_id = i.id and m.kind = 'measurement' and m.withdrawn_at is null and m.period_end <= o.measured_by
				and not exists (select 1 from measurement later where later.replaces = m.id)
			order by m.period_end desc limit 1) m on true
		where o.id = ${outcomeId}`.execute(tx);
	const row = rows[0]!;
	const terms = {
		threshold: Number(row.threshold),
		target: Number(row.target),
		direction: row.direction,
		priceMinor: row.price_minor,
		basis: row.basis,
		capMinor: row.cap_minor
	};
	return outcomeDue(terms, row.value === null ? null : Number(row.value));
}

export async function cancelPayment(
	ctx: Context,
	slug: string,
	id: string,
	input: { payment: string; reason: string }
): Promise<void> {
	const key = await accessAgreement(ctx, slug, id, editAgreement);
	await changeAgreement(
		ctx,
		key,
		{ action: 'agreement.payment-cancelled', data: { payment: input.payment } },
		async (tx) => {
			const done = await tx
				.updateTable('agreement_payment')
				.set({ cancelled_at: sql`now()`, cancelled_reason: input.reason })
				.where('id', '=', input.payment)
				.where('agreement_id', '=', id)
				.where('paid_on', 'is', null)
				.where('cancelled_at', 'is', null)
				.returning('id')
				.executeTakeFirst();
			if (!done) throw new AppError('conflict', 'error.conflict');
		}
	);
}
