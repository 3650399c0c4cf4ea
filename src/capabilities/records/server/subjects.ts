import { workList } from '#capabilities/calls/index.ts';
import type { Initiative } from '#capabilities/initiatives/index.ts';
import { callWithLot, roundsOf } from '#capabilities/procurements/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { tenderStage, type Stage } from '../rules.ts';

/** What a request can be about: the answers to one RFI, or the tenders of one round. */
export interface Subject {
	kind: 'rfi' | 'tenders';
	id: string;
	title: LocalText;
	/** The round's number and name; null for an RFI. */
	round: { procurementId: string; number: number; step: number; name: LocalText } | null;
	stage: Stage;
	diaryNumber: string | null;
}

/** Every RFI whose deadline has passed and every published round. Nothing here tells whether anybody answered. */
export async function subjectsOf(ctx: Context, run: Initiative): Promise<Subject[]> {
	const { calls } = await workList(ctx, run.slug);
	const closed = calls.filter((call) => call.state === 'closed');
	const rounds = await roundsOf(ctx.db, run.id);
	return [
		...closed.map((call) => ({
			kind: 'rfi' as const,
			id: call.id,
			title: call.title,
			round: null,
			stage: 'open' as const,
			diaryNumber: null
		})),
		...rounds.map(({ id, procurementId, number, step, lot, name, title, diaryNumber, ...standing }) => ({
			kind: 'tenders' as const,
			id,
			title: callWithLot(title, lot),
			round: { procurementId, number, step, name },
			stage: tenderStage(standing),
			diaryNumber
		}))
	];
}
