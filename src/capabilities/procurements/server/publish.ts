import { sql } from 'kysely';
import type { z } from 'zod';
import { addToDossier, procureForInitiative, type Initiative } from '#capabilities/initiatives/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Tx } from '#platform/server/db/index.ts';
import type { extendForm, Publish, startRoundForm } from '../form.ts';
import { RESERVED_YEARS } from '../written-facts.ts';
import { weightSum } from '../ranking.ts';
import { lackingToPublish, type ReadyState } from '../rules.ts';
import {
	accessProcurement,
	accessRound,
	namedWithSecondFactor,
	publishProcurementPermission,
	type ProcurementRef,
	type RoundRef
} from './access.ts';
import { auditRun, invalid, refuseIfCancelled, refuseIfPublished, swedishTime, tell } from './common.ts';
import { publishDocuments } from './documents.ts';
import { appointedHolders, fixHolders } from './holders.ts';
import { firstRounds, nameOfRound, viewsOf } from '../lots.ts';
import { modelOf, type Procurement, type Round } from './load.ts';
import { mailDrafters } from './mail.ts';
import { exemptionOf } from './setup.ts';

/** What is lacking before the procurement can be published, in the order of the form's parts. */
export async function lackingOf(ctx: Context, procurement: Procurement): Promise<MessageKey[]> {
	const { rows } = await sql<{ ahead: boolean }>`
		select coalesce(bool_and(coalesce(tenders_until > clock_timestamp(), false)), false) as ahead
		from procurement_round where procurement_id = ${procurement.id} and coalesce(step, number) = 1`.execute(
		ctx.db
	);
	return lackingToPublish(
		readyState(
			procurement,
			Boolean(await exemptionOf(ctx.db, procurement.id)),
			rows[0]?.ahead ?? false,
			(await appointedHolders(ctx.db, procurement.id)).filter((one) => one.recipient).length
		)
	);
}

function readyState(
	procurement: Procurement,
	exemption: boolean,
	ahead: boolean,
	holders: number
): ReadyState {
	const { priceModel, priceBands, scaleMax, lots } = procurement;
	const views = viewsOf(procurement);
	const weights = views.map((view) => weightSum(modelOf(view)));
	return {
		texts: {
			aim: Boolean(procurement.aim),
			iprTerms: Boolean(procurement.iprTerms),
			priceTerms: Boolean(procurement.priceTerms),
			laterPurchase: Boolean(procurement.laterPurchase)
		},
		promises: [procurement.expectedHours, procurement.paymentDays, procurement.advancePercent].every(
			(value) => value !== null
		),
		exemption,
		holders,
		rounds: procurement.rounds.map((round) => roundReady(round, priceModel === 'deduction')),
		firstDeadlineAhead: ahead,
		criteria: procurement.criteria.map((one) => ({
			levels: one.levels.slice(0, scaleMax + 1).filter(Boolean).length === scaleMax + 1
		})),
		everyLotHasCriteria: views.every((view) => view.criteria.length > 0),
		lots: lots.length,
		weights: weights.find((sum) => sum !== 100) ?? 100,
		bands: priceModel !== 'scale' || priceBands.length > 0 || procurement.priceWeight === 0,
		term:
			procurement.reserved !== 'services' || views.every(({ rounds }) => withinYears(rounds, RESERVED_YEARS))
	};
}

/** From the first day of the first phase to the last day of the last. */
function withinYears(rounds: Round[], years: number): boolean {
	const [first, last] = [rounds[0]?.startsOn, rounds.at(-1)?.endsOn];
	if (!first || !last) return true;
	const until = `${Number(first.slice(0, 4)) + years}${first.slice(4)}`;
	return last < until;
}

function roundReady(round: Round, deduction: boolean) {
	const first = round.step === 1;
	return {
		name: true,
		money: round.budgetMinor > 0 && round.supplierBudgetMinor > 0,
		dates: Boolean(
			round.startsOn && round.endsOn && (!first || (round.questionsUntil && round.tendersUntil))
		),
		value: !deduction || round.qualityValueMinor > 0
	};
}

/** Publishes what was decided: a named person with a second factor records body, date, paragraph, diary number. */
export async function publishProcurement(ctx: Context, ref: ProcurementRef, input: Publish): Promise<void> {
	const { run, procurement } = await accessProcurement(ctx, ref, publishProcurementPermission);
	const person = namedWithSecondFactor(ctx);
	refuseIfPublished(procurement);
	if (!input.confirm) throw invalid('procurement.refuse.confirm', 'confirm');
	await refuseFuture(ctx, input.decidedOn);
	const [lacking] = await lackingOf(ctx, procurement);
	if (lacking) throw new AppError('conflict', lacking);
	await ctx.db.transaction().execute(async (tx) => {
		const exemption = await exemptionOf(tx, procurement.id);
		const first = await tx
			.insertInto('procurement_publication')
			.values({
				procurement_id: procurement.id,
				exemption_id: exemption!.id,
				decided_body: input.decidedBody,
				decided_by_name: input.decidedByName,
				decided_on: input.decidedOn,
				paragraph: input.paragraph ?? null,
				diary_number: input.diaryNumber,
				published_by: person.id
			})
			.onConflict((c) => c.doNothing())
			.returning('published_at')
			.executeTakeFirst();
		if (!first) throw new AppError('conflict', 'procurement.refuse.published');
		await publishDocuments(tx, procurement.id);
		for (const round of firstRounds(procurement)) await startRoundIn(tx, round.id, person.id);
		await sql`update activity set published_at = now(), starts_at = now() where id = ${procurement.id}`.execute(
			tx
		);
		await afterPublication(tx, ctx, run, procurement, input);
	});
}

async function refuseFuture(ctx: Context, day: string): Promise<void> {
	const { rows } = await sql<{ future: boolean }>`
		select ${day}::date > (now() at time zone 'Europe/Stockholm')::date as future`.execute(ctx.db);
	if (rows[0]!.future) throw invalid('procurement.refuse.future', 'decidedOn');
}

async function afterPublication(
	tx: Tx,
	ctx: Context,
	run: Initiative,
	procurement: Procurement,
	input: Publish
): Promise<void> {
	await addToDossier(tx, ctx, {
		initiativeId: run.id,
		activityId: procurement.id,
		kind: 'decision',
		title: procurement.title,
		body: procurement.aim,
		audience: 'public',
		source: { kind: 'procurement', id: procurement.id }
	});
	await tell(tx, ctx, run, procurement, { kind: 'decision', key: 'procurement.news.published' });
	await auditRun(tx, ctx, run, 'procurement.published', `procurement:${procurement.id}`, {
		body: input.decidedBody,
		on: input.decidedOn,
		paragraph: input.paragraph,
		diaryNumber: input.diaryNumber
	});
}

/** Fixes who holds keys, makes a round's deadlines binding and shows its deadline on lists. */
async function startRoundIn(tx: Tx, roundId: string, personId: string): Promise<void> {
	await fixHolders(tx, roundId);
	await sql`update procurement_round set published_at = now(), published_by = ${personId}::uuid where id = ${roundId}`.execute(
		tx
	);
	await showDeadline(tx, roundId);
}

/** The deadline that lists show: the next one, of several lots the first. */
async function showDeadline(tx: Tx, roundId: string): Promise<void> {
	await sql`update activity a set ends_at = x.until from (
			select o.procurement_id, coalesce(min(o.tenders_until) filter (where o.tenders_until > clock_timestamp()),
				max(o.tenders_until)) as until
			from procurement_round r join procurement_round o on o.procurement_id = r.procurement_id
			where r.id = ${roundId} and o.published_at is not null group by o.procurement_id) x
		where a.id = x.procurement_id`.execute(tx);
}

/** Invites those who went on to a fresh round. The previous gate must have decided who they are. */
export async function startRound(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof startRoundForm>
): Promise<void> {
	const { run, procurement, round } = await accessRound(ctx, ref, procureForInitiative);
	const person = namedWithSecondFactor(ctx);
	refuseIfCancelled(procurement);
	if (round.publishedAt) throw new AppError('conflict', 'procurement.refuse.started');
	const before = procurement.rounds.find((one) => one.number === round.number - 1);
	if (before?.gate !== 'next') throw new AppError('conflict', 'procurement.refuse.gate-first');
	if (input.questionsUntil >= input.tendersUntil) {
		throw invalid('procurement.refuse.question-deadline', 'questionsUntil');
	}
	await ctx.db.transaction().execute(async (tx) => {
		await setDeadlines(tx, round.id, input);
		await startRoundIn(tx, round.id, person.id);
		await tell(tx, ctx, run, procurement, {
			kind: 'progress',
			key: 'procurement.news.round',
			params: { round: nameOfRound(round) }
		});
		await mailDrafters(tx, procurement.id, 'round', round);
		await auditRun(tx, ctx, run, 'procurement.round-started', `procurement_round:${round.id}`, { ...input });
	});
}

async function setDeadlines(tx: Tx, roundId: string, input: z.output<typeof startRoundForm>): Promise<void> {
	const row = await tx
		.updateTable('procurement_round')
		.set({
			questions_until: swedishTime(input.questionsUntil),
			tenders_until: swedishTime(input.tendersUntil)
		})
		.where('id', '=', roundId)
		.returning(sql<boolean>`tenders_until > clock_timestamp()`.as('ahead'))
		.executeTakeFirstOrThrow();
	if (!row.ahead) throw invalid('procurement.refuse.deadline-past', 'tendersUntil');
}

/** Moves the deadline for all, later and before it has passed, with a reason that everybody is told. */
export async function extendDeadline(
	ctx: Context,
	ref: RoundRef,
	input: z.output<typeof extendForm>
): Promise<void> {
	const { run, procurement, round } = await accessRound(ctx, ref, procureForInitiative);
	refuseIfCancelled(procurement);
	const person = namedWithSecondFactor(ctx);
	await ctx.db.transaction().execute(async (tx) => {
		const all = [];
		for (const id of await sameDeadline(tx, round)) all.push(await extendRound(tx, id, input, person.id));
		const moved = all[0]!;
		await showDeadline(tx, round.id);
		await tell(tx, ctx, run, procurement, {
			kind: 'deadline',
			key: 'procurement.news.extended',
			params: { until: moved.to.toISOString() }
		});
		await mailDrafters(tx, procurement.id, 'extended', round.step === 1 ? undefined : round);
		await auditRun(tx, ctx, run, 'procurement.extended', `procurement_round:${round.id}`, {
			from: moved.from.toISOString(),
			to: moved.to.toISOString()
		});
	});
}

/** The round, and with a lot's first one those of the other lots: all have one deadline. In the order of locking. */
async function sameDeadline(tx: Tx, { id, lot, step }: Round): Promise<string[]> {
	if (!lot || step > 1) return [id];
	const { rows } = await sql<{ id: string }>`select o.id from procurement_round r
		join procurement_round o on o.procurement_id = r.procurement_id and o.step = 1
		where r.id = ${id} order by o.number`.execute(tx);
	return rows.map((row) => row.id);
}

async function extendRound(
	tx: Tx,
	roundId: string,
	input: z.output<typeof extendForm>,
	personId: string
): Promise<{ from: Date; to: Date }> {
	const from = await lockOpenRound(tx, roundId);
	const { tenders_until: to } = await tx
		.updateTable('procurement_round')
		.set({ tenders_until: swedishTime(input.tendersUntil) })
		.where('id', '=', roundId)
		.returning('tenders_until')
		.executeTakeFirstOrThrow();
	if (to! <= from) throw invalid('procurement.refuse.extend-later', 'tendersUntil');
	await tx
		.insertInto('round_extension')
		.values({
			round_id: roundId,
			from_at: from,
			to_at: to!,
			reason: input.reason,
			extended_by: personId
		})
		.execute();
	return { from, to: to! };
}

/** Locks a round against submissions and gives its deadline; refuses when it has passed. */
async function lockOpenRound(tx: Tx, roundId: string): Promise<Date> {
	await sql`select 1 from procurement_round where id = ${roundId} for update`.execute(tx);
	const { rows } = await sql<{ until: Date; open: boolean }>`select tenders_until as until,
		published_at is not null and clock_timestamp() <= tenders_until as open
		from procurement_round where id = ${roundId}`.execute(tx);
	if (!rows[0]?.open) throw new AppError('conflict', 'procurement.refuse.deadline-passed');
	return rows[0].until;
}
