import { sql } from 'kysely';
import { AppError } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { EvaluationInput } from '../form.ts';
import { accessRound, leadEvaluation, namedPerson, type RoundRef } from './access.ts';
import { auditRun, refuseIfCancelled, textColumn } from './common.ts';

/** What a phase taught the buyer. Apart from the assessment of each supplier, and without names. */
export interface PhaseEvaluation {
	learned: LocalText | null;
	goesOn: LocalText | null;
	changes: LocalText | null;
	/** For everybody, once published. */
	publicText: LocalText | null;
	/** 0 where nothing is written yet. */
	revision: number;
	writtenByName: string | null;
	publishedAt: Date | null;
}

const NOTHING: PhaseEvaluation = {
	learned: null,
	goesOn: null,
	changes: null,
	publicText: null,
	revision: 0,
	writtenByName: null,
	publishedAt: null
};

export async function evaluationOf(db: DbOrTx, roundId: string): Promise<PhaseEvaluation> {
	const row = await db
		.selectFrom('phase_evaluation')
		.selectAll()
		.where('round_id', '=', roundId)
		.executeTakeFirst();
	if (!row) return NOTHING;
	return {
		learned: toText(row.learned),
		goesOn: toText(row.goes_on),
		changes: toText(row.changes),
		publicText: toText(row.public_text),
		revision: row.revision,
		writtenByName: row.written_by_name,
		publishedAt: row.published_at
	};
}

/** Writes the evaluation in the context's language, until the phase's gate is passed. */
export async function saveEvaluation(ctx: Context, ref: RoundRef, input: EvaluationInput): Promise<void> {
	const { run, procurement, round } = await accessRound(ctx, ref, leadEvaluation);
	const person = namedPerson(ctx);
	refuseIfCancelled(procurement);
	if (!round.decidedAt) throw new AppError('conflict', 'procurement.refuse.not-decided');
	await ctx.db.transaction().execute(async (tx) => {
		await sql`select 1 from procurement where id = ${procurement.id} for no key update`.execute(tx);
		await refusePassed(tx, round.id);
		const before = await evaluationOf(tx, round.id);
		if (before.revision !== input.revision) throw new AppError('conflict', 'procurement.refuse.revision');
		const values = {
			learned: textColumn(before.learned, ctx, input.learned),
			goes_on: textColumn(before.goesOn, ctx, input.goesOn),
			changes: textColumn(before.changes, ctx, input.changes),
			public_text: textColumn(before.publicText, ctx, input.publicText),
			revision: before.revision + 1,
			written_by: person.id,
			written_by_name: person.name,
			updated_at: sql<Date>`now()`
		};
		await tx
			.insertInto('phase_evaluation')
			.values({ ...values, round_id: round.id })
			.onConflict((c) => c.column('round_id').doUpdateSet(values))
			.execute();
		await auditRun(tx, ctx, run, 'procurement.phase-evaluated', `procurement_round:${round.id}`);
	});
}

async function refusePassed(tx: Tx, roundId: string): Promise<void> {
	const gate = await tx
		.selectFrom('phase_gate')
		.select('round_id')
		.where('round_id', '=', roundId)
		.executeTakeFirst();
	if (gate) throw new AppError('conflict', 'procurement.refuse.gate-passed');
}

/** The public text comes out with the gate, in its transaction. */
export async function publishEvaluation(tx: Tx, roundId: string): Promise<void> {
	await sql`update phase_evaluation set published_at = now()
		where round_id = ${roundId} and public_text is not null and published_at is null`.execute(tx);
}

/** Published evaluations of a procurement's rounds, for everybody. */
export async function publicEvaluations(
	db: DbOrTx,
	roundIds: string[]
): Promise<{ roundId: string; text: LocalText; publishedAt: Date }[]> {
	if (roundIds.length === 0) return [];
	const rows = await db
		.selectFrom('phase_evaluation')
		.select(['round_id as roundId', 'public_text as text', 'published_at as publishedAt'])
		.where('round_id', 'in', roundIds)
		.where('published_at', 'is not', null)
		.execute();
	return rows.map((row) => ({ ...row, text: toText(row.text)!, publishedAt: row.publishedAt! }));
}
