import type { Db } from '#platform/server/db/index.ts';
import type { LotRules } from './form.ts';
import { addLot, saveLotRules } from './server/lots.ts';
import { loadProcurement, type Procurement } from './server/load.ts';
import {
	contentOf,
	deliver,
	makeProcurement,
	makeTender,
	publish,
	type MadeProcurement,
	type Tenderer
} from './testing.ts';

// A call divided into lots of three phases each, for tests. Only tests import this file.

/** The number of a lot's phase: lot 1 has rounds 1 to 3, lot 2 rounds 4 to 6. */
export const numberOf = (lot: number, step = 1) => (lot - 1) * 3 + step;

export const load = async (db: Db, made: Pick<MadeProcurement, 'ref'>): Promise<Procurement> =>
	(await loadProcurement(db, made.ref.id))!;

export async function makeDivided(
	db: Db,
	options: { titles?: string[]; rules?: Partial<LotRules>; published?: boolean } = {}
): Promise<MadeProcurement> {
	const made = await makeProcurement(db, { published: false });
	for (const title of options.titles ?? ['Skolan', 'Vården'])
		await addLot(made.officer.ctx, made.ref, { revision: (await load(db, made)).revision, title });
	if (options.rules) {
		const { revision } = await load(db, made);
		await saveLotRules(made.officer.ctx, made.ref, { ...options.rules, revision });
	}
	if (options.published ?? true) await publish(made.officer.ctx, made.ref);
	return made;
}

/** A tender for one lot; of an organisation that has tendered for another, where it is given. */
export async function makeLotTender(
	db: Db,
	made: MadeProcurement,
	lot: number,
	options: { name?: string; kronor?: number; from?: Tenderer; submitted?: boolean; step?: number } = {}
): Promise<Tenderer> {
	const number = numberOf(lot, options.step);
	const tender = await makeTender(db, made, {
		name: options.name,
		organisation: options.from?.organisation,
		number,
		submitted: false
	});
	if (options.submitted ?? true)
		await deliver(tender.representative.ctx, tender.tenderId, lotContent(made, lot, tender, options));
	return tender;
}

export function lotContent(
	made: MadeProcurement,
	lot: number,
	{ organisation }: Pick<Tenderer, 'organisation'>,
	{ kronor = 300_000, step = 1 }: { kronor?: number; step?: number } = {}
) {
	const ahead = [1, 2, 3].filter((one) => one >= step).map((one) => String(numberOf(lot, one)));
	return {
		...contentOf(made, { organisation }),
		prices: Object.fromEntries(ahead.map((number) => [number, kronor * 100]))
	};
}
