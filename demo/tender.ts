import {
	accessTender,
	addEvaluator,
	beginUnsealing,
	declareConflict,
	finishUnsealing,
	giveLayers,
	saveScores,
	startTender,
	submitScores,
	submitTender,
	takeLayers,
	toSeal
} from '#capabilities/procurements/index.ts';
import { buildTender } from '#capabilities/procurements/sealing/build.ts';
import { openBytes } from '#platform/sealing/index.ts';
import type { Framework } from './framework.ts';
import type { World } from './world.ts';

/** An organisation writes its tender and sends it. */
export async function tender(
	world: World,
	made: Framework,
	who: string,
	organisation: string,
	input: { name: string; answers: string[]; kronor: number[]; owesTaxes?: string },
	number = 1
): Promise<string> {
	const ctx = await world.as(who);
	const id = await startTender(
		ctx,
		{ slug: made.slug, id: made.id, number },
		{ organisationId: world.org(organisation).id }
	);
	const access = await accessTender(ctx, id);
	const seal = await toSeal(world.db, access);
	const content = {
		name: input.name,
		declarations: Object.fromEntries(
			made.conditions.map((id, n) => [id, declaration(n === 0 ? input.owesTaxes : undefined)])
		),
		answers: Object.fromEntries(made.criteria.map((criterion, n) => [criterion, input.answers[n]!])),
		prices: Object.fromEntries(input.kronor.map((kronor, n) => [String(number + n), kronor * 100])),
		files: []
	};
	const sealed = await buildTender({ ...seal, content });
	await submitTender(ctx, id, { tender: sealed, way: 'browser', version: seal.label.version });
	return id;
}

/** That it holds, or that it does not, and why. */
const declaration = (why: string | undefined) => ({ holds: why === undefined, note: why ?? '' });

/** Two holders open, after the deadline, or rehearse before it. */
export async function open(
	world: World,
	made: Framework,
	kind: 'opening' | 'rehearsal',
	first: string,
	second: string
): Promise<void> {
	const { id: roundId } = await world.db
		.selectFrom('procurement_round')
		.select('id')
		.where('procurement_id', '=', made.id)
		.where('number', '=', 1)
		.executeTakeFirstOrThrow();
	const unsealing = await beginUnsealing(await world.as(first), roundId, { kind, pair: 'ab' });
	for (const key of [first, second]) {
		const ctx = await world.as(key);
		const given = [];
		for (const { position, body } of await takeLayers(ctx, roundId, unsealing))
			given.push({ position, body: await openBytes(world.keys.get(key)!, body) });
		await giveLayers(ctx, roundId, unsealing, given);
	}
	await finishUnsealing(await world.as(second), roundId, unsealing);
}

/** An evaluator declares, scores alone with reasons, and hands the scores in. */
export async function score(
	world: World,
	made: Framework,
	officer: string,
	evaluator: string,
	points: { tenderId: string; conflict?: string; scores: [number, string][] }[],
	handIn: boolean
): Promise<void> {
	const ref = { slug: made.slug, id: made.id, number: 1 };
	// The team's evaluators are appointed at the opening; others are added by hand.
	const known = await world.db
		.selectFrom('round_evaluator as e')
		.innerJoin('procurement_round as r', 'r.id', 'e.round_id')
		.select('e.id')
		.where('r.procurement_id', '=', made.id)
		.where('e.person_id', '=', world.person(evaluator))
		.executeTakeFirst();
	if (!known) await addEvaluator(await world.as(officer), ref, { personId: world.person(evaluator) });
	const ctx = await world.as(evaluator);
	for (const one of points)
		await declareConflict(ctx, ref, {
			tenderId: one.tenderId,
			conflict: one.conflict ? 'yes' : 'no',
			reason: one.conflict
		});
	for (const one of points.filter((each) => !each.conflict)) {
		await saveScores(
			ctx,
			ref,
			one.tenderId,
			one.scores.map(([value, reason], n) => ({
				criterionId: made.criteria[n]!,
				points: value,
				reason
			}))
		);
	}
	if (handIn) await submitScores(ctx, ref);
}
