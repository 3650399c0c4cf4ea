import '../../composition.ts';
import { expect, it } from 'vitest';
import { plainText } from '#platform/i18n/text.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { declareConflict } from './server/conflicts.ts';
import { proposedRanking } from './server/decision.ts';
import { lettersOf, prepareLetters } from './server/letters.ts';
import { loadProcurement } from './server/load.ts';
import { savePrice } from './server/phases.ts';
import { publicProcurement } from './server/public.ts';
import { relativeExample } from './server/relative-example.ts';
import { makeProcurement, makeTender, publish } from './testing.ts';
import { code, declareAll, open, scoreAll } from './testing-rounds.ts';

const { db } = await testDb();

it('comparing with the lowest price needs a reason, and is tested before the decision', async () => {
	const made = await makeProcurement(db, { published: false });
	const { ctx } = made.officer;
	const revision = (await loadProcurement(db, made.ref.id))!.revision;
	const price = { revision, scaleMax: 4, priceModel: 'relative' as const, priceWeight: 20 };
	expect(await code(savePrice(ctx, made.ref, price))).toBe('invalid procurement.refuse.relative-reason');
	await savePrice(ctx, made.ref, { ...price, relativeReason: 'Marknadens priser är okända.' });
	expect(relativeExample((await loadProcurement(db, made.ref.id))!)!.rows).toHaveLength(3);
	await publish(ctx, made.ref);
	const { procurement } = await publicProcurement(ctx, made.ref);
	expect(plainText(procurement.relativeReason!, 'sv')).toBe('Marknadens priser är okända.');

	const offers = [
		['Alfa', 400_000, [3, 3]],
		['Beta', 200_000, [3, 2]],
		['Gamma', 100_000, [0, 0]]
	] as const;
	const points: Record<string, number[]> = {};
	for (const [name, kronor, given] of offers) {
		const tender = await makeTender(db, made, { name, kronor });
		points[tender.tenderId] = [...given];
	}
	await open(made);
	await declareAll(made);
	await scoreAll(made, points);
	const ranking = await proposedRanking(ctx, made.round);
	expect(ranking.rows.map((row) => [row.tender.organisationName, row.ranked!.total])).toEqual([
		// 50 × 3/4 + 30 × 3/4 + 20 × 100/400, and so on.
		['Alfa', '65.00'],
		['Beta', '62.50'],
		['Gamma', '20.00']
	]);
	expect(ranking.reversals).toEqual([{ without: 'Gamma', above: 'Alfa', below: 'Beta' }]);
	await prepareLetters(ctx, made.round);
	const { letters } = await lettersOf(ctx, made.round);
	expect(letters.map((one) => one.reasons).join()).toContain('25 % av vikten');

	// Of a tender that is shut to the asker nothing is told, not even this.
	const [gamma] = ranking.rows.filter((row) => row.tender.organisationName === 'Gamma');
	const late = { tenderId: gamma!.tender.id, conflict: 'yes' as const, reason: 'Granne.' };
	await declareConflict(made.evaluators[0].ctx, made.round, late);
	expect((await proposedRanking(made.evaluators[0].ctx, made.round)).reversals).toEqual([]);
});
