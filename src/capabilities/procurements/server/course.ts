import { say } from '#capabilities/methods/index.ts';
import { translator } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { Procurement } from './load.ts';
import { namedMethod, placeOf, runOf, type RunMethod, type RunPhase } from './run.ts';

/** A phase as everybody may follow it. */
export interface CoursePhase {
	key: string;
	name: LocalText;
	framework: boolean;
	number: number;
	state: RunPhase['state'];
	/** How many got a contract, once it is decided. */
	chosen: number | null;
	/** How many were invited to the next phase, once that is decided. */
	wentOn: number | null;
	/** Why one went on although something was lacking. */
	exemptionReason: string | null;
	/** What was lacking then, in the reader's language. */
	lacking: string[];
}

/** The method that a procurement follows, and where it stands in it. */
export interface Course {
	method: RunMethod | null;
	phases: CoursePhase[];
}

/** Counts are told only of rounds that are decided. */
export async function publicCourse({ db, lang }: Context, procurement: Procurement): Promise<Course> {
	const t = translator(lang);
	const run = await runOf(db, procurement);
	const counts = await countsOf(
		db,
		procurement.rounds.filter((round) => round.decidedAt).map((round) => round.id)
	);
	return {
		method: namedMethod(run),
		phases: run.phases.map((phase) => {
			const { framework, round, passage } = phase;
			return {
				...placeOf(phase),
				chosen: framework ? null : (counts.get(round.id)?.chosen ?? null),
				wentOn: !framework && round.gate === 'next' ? (counts.get(round.id)?.wentOn ?? null) : null,
				exemptionReason: passage?.exemptionReason ?? null,
				lacking: passage?.exemptionReason ? passage.lacking.map((one) => say(one, t)) : []
			};
		})
	};
}

async function countsOf(db: DbOrTx, decided: string[]) {
	if (decided.length === 0) return new Map<string, { chosen: number; wentOn: number }>();
	const rows = await db
		.selectFrom('award as a')
		.leftJoin('phase_invitation as i', 'i.award_id', 'a.id')
		.select((eb) => [
			'a.round_id as roundId',
			eb.fn.count<number>('a.id').as('chosen'),
			eb.fn.count<number>('i.award_id').as('wentOn')
		])
		.where('a.round_id', 'in', decided)
		.where('a.excluded_at', 'is', null)
		.groupBy('a.round_id')
		.execute();
	return new Map(
		rows.map(({ roundId, chosen, wentOn }) => [roundId, { chosen: Number(chosen), wentOn: Number(wentOn) }])
	);
}
