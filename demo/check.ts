import {
	answerRequest,
	askTenderers,
	declareConflict,
	listRequests,
	saveCheck,
	saveGrounds,
	saveRequirement,
	tendersWithDoors,
	type ProcurementRef
} from '#capabilities/procurements/index.ts';
import { at } from './clock.ts';
import type { Framework } from './framework.ts';
import type { Both, World } from './world.ts';

// Who may take part: what is asked for, and how far the official has come in checking it.

export interface RequirementWords {
	statement: Both;
	proof: Both;
}

/** Two grounds for exclusion and one requirement. Gives the ids of all, in their order. */
export async function askFor(
	world: World,
	officer: string,
	ref: ProcurementRef,
	words: RequirementWords
): Promise<string[]> {
	const load = () =>
		world.db
			.selectFrom('procurement_condition')
			.select('id')
			.where('procurement_id', '=', ref.id)
			.orderBy('position')
			.execute();
	const revision = async () =>
		(
			await world.db
				.selectFrom('procurement')
				.select('revision')
				.where('id', '=', ref.id)
				.executeTakeFirstOrThrow()
		).revision;
	const grounds = ['taxes', 'insolvency'];
	await saveGrounds(await world.as(officer), ref, { revision: await revision(), grounds });
	let known: string | null = null;
	await world.inBoth(officer, async (own, pick) => {
		const input = { statement: pick(words.statement), proof: pick(words.proof), mandatory: 'yes' as const };
		await saveRequirement(own, ref, known, { revision: await revision(), ...input });
		known ??= (await load()).at(-1)!.id;
	});
	return (await load()).map((one) => one.id);
}

/** The official has declared no conflict, checked all but one tender, and heard that one about its taxes. */
export async function checkAllBut(
	world: World,
	made: Framework,
	officer: string,
	left: { tenderId: string; by: string; question: string; answer: string }
): Promise<void> {
	const ref = { slug: made.slug, id: made.id, number: 1 };
	const ctx = await world.as(officer);
	const { tenders } = await tendersWithDoors(ctx, ref);
	for (const { id } of tenders) await declareConflict(ctx, ref, { tenderId: id, conflict: 'no' });
	for (const { id } of tenders.filter((one) => one.id !== left.tenderId))
		for (const conditionId of made.conditions)
			await saveCheck(ctx, ref, id, {
				conditionId,
				result: 'met',
				reason: 'Kontrollerat mot uppgifter från Skatteverket och Bolagsverket, och mot anbudet.'
			});
	await askTenderers(ctx, ref, {
		kind: 'hearing',
		tenderIds: [left.tenderId],
		conditionId: made.conditions[0],
		question: left.question,
		reason: 'Ni skriver i anbudet att ni har en skatteskuld.',
		ground: 'LOU 13 kap. 4 §',
		answerUntil: at(10, '15:00'),
		othersReason: 'De andra har intygat att de inte har någon skuld.'
	});
	const asked = (await listRequests(ctx, ref)).requests.at(-1)!;
	await answerRequest(await world.as(left.by), left.tenderId, asked.id, { body: left.answer }, []);
}
