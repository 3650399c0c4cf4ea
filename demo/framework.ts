import { sql } from 'kysely';
import {
	appointHolders,
	createProcurement,
	publishProcurement,
	recordExemption,
	saveBasics,
	saveCriterion,
	saveKey,
	savePrice,
	saveRound,
	type ProcurementRef
} from '#capabilities/procurements/index.ts';
import { DEMO_PASSPHRASE } from '#capabilities/procurements/sealing/demo.ts';
import { createIdentity, lock, recipientOf } from '#platform/sealing/index.ts';
import { askFor, type RequirementWords } from './check.ts';
import { at, day } from './clock.ts';
import type { Run } from './steps.ts';
import type { Both, World } from './world.ts';

export interface Framework {
	slug: string;
	id: string;
	criteria: string[];
	/** What must be declared. */
	conditions: string[];
}

interface CriterionWords {
	name: Both;
	description: Both;
	weight: number;
	/** From nothing (0) to convincing (4). */
	levels: [Both, Both, Both, Both, Both];
}

interface PhaseWords {
	kind: 'design' | 'prototype' | 'test';
	name: Both;
	work: Both;
	success: Both;
	places: number;
	kronor: number;
	perSupplier: number;
	startsIn: number;
	endsIn: number;
}

export interface FrameworkWords {
	title: Both;
	aim: Both;
	notSought: Both;
	iprTerms: Both;
	priceTerms: Both;
	laterPurchase: Both;
	exemption: Omit<Parameters<typeof recordExemption>[2], 'cpv' | 'sharing'>;
	phases: PhaseWords[];
	criteria: CriterionWords[];
	requirement?: RequirementWords;
	/** Key of the method, where it is not the platform's own. */
	method?: string;
	decision: { body: string; by: string; paragraph: string; diaryNumber: string };
	questionsIn: number;
	tendersIn: number;
	/** First and second opener, and the escrow. */
	holders: [string, string, string];
	/** What else is settled before publication. */
	also?: (ref: ProcurementRef, revision: () => Promise<number>) => Promise<void>;
}

/** Set up in both languages, exemption recorded, decided and published. */
export async function framework(
	world: World,
	run: Run,
	officer: string,
	words: FrameworkWords
): Promise<Framework> {
	const ctx = await world.as(officer);
	const id = await createProcurement(ctx, run.slug, { title: words.title[0], method: words.method });
	const ref = { slug: run.slug, id };
	const revision = async () =>
		(
			await world.db
				.selectFrom('procurement')
				.select('revision')
				.where('id', '=', id)
				.executeTakeFirstOrThrow()
		).revision;
	await world.inBoth(officer, async (own, pick) =>
		saveBasics(own, ref, {
			revision: await revision(),
			title: pick(words.title),
			aim: pick(words.aim),
			notSought: pick(words.notSought),
			iprTerms: pick(words.iprTerms),
			priceTerms: pick(words.priceTerms),
			laterPurchase: pick(words.laterPurchase),
			expectedHours: 40,
			paymentDays: 20,
			advancePercent: 30
		})
	);
	await recordExemption(ctx, ref, { cpv: '73100000-3', sharing: 'both', ...words.exemption });
	for (const [index, phase] of words.phases.entries())
		await addPhase(world, officer, ref, index + 1, phase, words, revision);
	const criteria: string[] = [];
	for (const criterion of words.criteria)
		criteria.push(await addCriterion(world, officer, ref, criterion, revision));
	const weight = 100 - words.criteria.reduce((sum, one) => sum + one.weight, 0);
	await savePrice(ctx, ref, {
		revision: await revision(),
		scaleMax: 4,
		priceModel: 'scale',
		priceWeight: weight,
		p4: 70,
		p3: 80,
		p2: 90,
		p1: 100
	});
	const conditions = words.requirement ? await askFor(world, officer, ref, words.requirement) : [];
	await words.also?.(ref, revision);
	await appoint(world, officer, ref, words.holders);
	await publishProcurement(ctx, ref, {
		decidedBody: words.decision.body,
		decidedByName: words.decision.by,
		decidedOn: day(0),
		paragraph: words.decision.paragraph,
		diaryNumber: words.decision.diaryNumber,
		confirm: true
	});
	return { ...ref, criteria, conditions };
}

async function addPhase(
	world: World,
	officer: string,
	ref: { slug: string; id: string },
	number: number,
	phase: PhaseWords,
	words: FrameworkWords,
	revision: () => Promise<number>
): Promise<void> {
	await world.inBoth(officer, async (own, pick) =>
		saveRound(
			own,
			{ ...ref, number },
			{
				revision: await revision(),
				kind: phase.kind,
				name: pick(phase.name),
				work: pick(phase.work),
				success: pick(phase.success),
				places: phase.places,
				budget: phase.kronor * 100,
				supplierBudget: phase.perSupplier * 100,
				startsOn: day(phase.startsIn),
				endsOn: day(phase.endsIn),
				...(number === 1
					? { questionsUntil: at(words.questionsIn, '15:00'), tendersUntil: at(words.tendersIn, '15:00') }
					: {})
			}
		)
	);
}

async function addCriterion(
	world: World,
	officer: string,
	ref: { slug: string; id: string },
	words: CriterionWords,
	revision: () => Promise<number>
): Promise<string> {
	const input = async (lang: 0 | 1) => ({
		revision: await revision(),
		name: words.name[lang],
		description: words.description[lang],
		weight: words.weight,
		maxWords: 400,
		...Object.fromEntries(words.levels.map((level, n) => [`level${n}`, level[lang]]))
	});
	await saveCriterion(await world.as(officer), ref, null, await input(0));
	const { rows } = await sql<{
		id: string;
	}>`select id from procurement_criterion where procurement_id = ${ref.id} order by position desc limit 1`.execute(
		world.db
	);
	await saveCriterion(await world.as(officer, 'en'), ref, rows[0]!.id, await input(1));
	return rows[0]!.id;
}

/** Two who open and an escrow, each with a key of their own. Their passphrase is the demo's, and stands on its pages. */
async function appoint(world: World, officer: string, ref: ProcurementRef, people: [string, string, string]) {
	for (const key of people.filter((one) => !world.keys.has(one))) {
		const secret = await createIdentity();
		world.keys.set(key, secret);
		const recipient = await recipientOf(secret);
		await saveKey(await world.as(key), { recipient, locked: await lock(secret, DEMO_PASSPHRASE) });
	}
	const [a, b, escrow] = people.map((key) => world.person(key)) as [string, string, string];
	const { email } = await world.db
		.selectFrom('person')
		.select('email')
		.where('id', '=', escrow)
		.executeTakeFirstOrThrow();
	await appointHolders(await world.as(officer), ref, { a, b, escrow: email });
}
