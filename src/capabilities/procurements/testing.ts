import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import {
	makeInitiative,
	makeOrganisation,
	makePerson,
	makeTeamMember,
	type MadeInitiative,
	type MadeOrganisation
} from '#capabilities/initiatives/testing.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { saveGrounds, saveRequirement } from './server/conditions.ts';
import { createProcurement, recordExemption, saveBasics } from './server/setup.ts';
import { saveCriterion, savePrice, saveRound } from './server/phases.ts';
import { publishProcurement } from './server/publish.ts';
import { loadProcurement } from './server/load.ts';
import { createIdentity, recipientOf, sealBytes } from '#platform/sealing/index.ts';
import type { SignedReceipt } from '#platform/server/receipts/index.ts';
import type { ProcurementRef } from './server/access.ts';
import { saveKey } from './server/holder-keys.ts';
import { appointHolders } from './server/holders.ts';
import { completeFile, receiveWhole, reserveFile } from './server/sealed-files.ts';
import { submitTender, toSeal, type Delivered } from './server/submit.ts';
import { loadTender } from './server/tender-access.ts';
import { startTender } from './server/tenders.ts';
import { buildTender } from './sealing/build.ts';
import { emptyContent, type Content, type TenderFile } from './sealing/content.ts';
import type { Seat } from './sealing/seats.ts';

// A procurement and its people, for tests. Only tests import this file.

export interface Person {
	id: string;
	ctx: Context;
}
export interface MadeProcurement {
	run: MadeInitiative;
	ref: ProcurementRef;
	/** Reference of the first round. */
	round: ProcurementRef & { number: number };
	officer: Person;
	opener: Person;
	evaluators: [Person, Person];
	/** The two who open, and the escrow, each with the secret of their key. */
	holders: Record<Seat, Person & { secret: string }>;
	criteria: string[];
	/** What must be declared; empty unless asked for. */
	conditions: string[];
}

const LEVELS = {
	level0: 'Saknas eller går inte att bedöma.',
	level1: 'Finns men är vagt.',
	level2: 'Är beskrivet och rimligt.',
	level3: 'Är väl beskrivet med belägg.',
	level4: 'Är övertygande och prövat.'
};

/** A procurement of three phases, ready to be published, with its team. */
export async function makeProcurement(
	db: Db,
	options: { published?: boolean; conditions?: boolean } = {}
): Promise<MadeProcurement> {
	const run = await makeInitiative(db, { published: true });
	const member = async (role: 'procurement-officer' | 'opener' | 'evaluator', name: string) =>
		makeTeamMember(db, run.id, role, { name });
	const officer = await member('procurement-officer', 'Ulla Upphandlare');
	const opener = await member('opener', 'Östen Öppnare');
	const evaluators: [Person, Person] = [
		await member('evaluator', 'Bea Bedömare'),
		await member('evaluator', 'Bo Bedömare')
	];
	const id = await createProcurement(officer.ctx, run.slug, { title: 'Tidiga insatser för unga' });
	const ref = { slug: run.slug, id };
	await fillIn(db, officer.ctx, ref);
	if (options.conditions) await addConditions(db, officer.ctx, ref);
	const holders = await appoint(db, ref, officer, opener);
	const loaded = (await loadProcurement(db, id))!;
	const [criteria, conditions] = [loaded.criteria, loaded.conditions].map((all) => all.map((one) => one.id));
	if (options.published ?? true) await publish(officer.ctx, ref);
	const round = { ...ref, number: 1 };
	return {
		...{ run, ref, round, officer, opener, evaluators, holders },
		...{ criteria: criteria!, conditions: conditions! }
	};
}

/** Two grounds for exclusion, and a requirement. */
async function addConditions(db: Db, ctx: Context, ref: ProcurementRef): Promise<void> {
	const revision = async () => (await loadProcurement(db, ref.id))!.revision;
	await saveGrounds(ctx, ref, { revision: await revision(), grounds: ['crime', 'taxes'] });
	await saveRequirement(ctx, ref, null, {
		revision: await revision(),
		statement: 'Vi har arbetat med unga i minst två år.',
		proof: 'Två uppdrag med kontaktperson.',
		mandatory: 'yes'
	});
}

/** Officer and opener hold a key each, and somebody from outside the third. */
async function appoint(
	db: Db,
	ref: ProcurementRef,
	officer: Person,
	opener: Person
): Promise<MadeProcurement['holders']> {
	const email = `escrow-${ref.id}@example.org`;
	const escrow = await makePerson(db, { name: 'Enar Ensam', email });
	const holders = {
		a: { ...officer, secret: await createIdentity() },
		b: { ...opener, secret: await createIdentity() },
		e: { ...escrow, secret: await createIdentity() }
	};
	for (const { ctx, secret } of Object.values(holders))
		await saveKey(ctx, { recipient: await recipientOf(secret) });
	await appointHolders(officer.ctx, ref, { a: officer.id, b: opener.id, escrow: email });
	return holders;
}

async function fillIn(db: Db, ctx: Context, ref: ProcurementRef): Promise<void> {
	const revision = async () => (await loadProcurement(db, ref.id))!.revision;
	await saveBasics(ctx, ref, {
		revision: await revision(),
		title: 'Tidiga insatser för unga',
		aim: 'Vi söker sätt att möta unga innan problemen växer.',
		iprTerms: 'Leverantören äger resultaten. Vi får använda dem fritt.',
		priceTerms: 'Priset ska vara lägre än vid ensamrätt.',
		laterPurchase: 'Ett senare inköp görs i en egen upphandling.',
		expectedHours: 40,
		paymentDays: 20,
		advancePercent: 30
	});
	await recordExemption(ctx, ref, {
		cpv: '73100000-3',
		researchReason: 'Lösningen finns inte och behöver utvecklas och prövas.',
		sharing: 'results',
		sharingReason: 'Leverantörerna behåller rättigheterna och får sprida dem.',
		marketReason: 'Två dialoger och en RFI gav ingen färdig lösning.',
		officialName: 'Ulla Upphandlare',
		officialTitle: 'upphandlingschef'
	});
	for (const number of [1, 2, 3]) await fillRound(ctx, ref, number, await revision());
	await saveCriterion(ctx, ref, null, {
		revision: await revision(),
		name: 'Effekt',
		weight: 50,
		maxWords: 100,
		...LEVELS
	});
	await saveCriterion(ctx, ref, null, {
		revision: await revision(),
		name: 'Plan',
		weight: 30,
		maxWords: 100,
		...LEVELS
	});
	await savePrice(ctx, ref, {
		revision: await revision(),
		scaleMax: 4,
		priceModel: 'scale',
		priceWeight: 20,
		p4: 60,
		p2: 80,
		p1: 100
	});
}

async function fillRound(ctx: Context, ref: ProcurementRef, number: number, revision: number): Promise<void> {
	await saveRound(
		ctx,
		{ ...ref, number },
		{
			revision,
			kind: (['design', 'prototype', 'test'] as const)[number - 1]!,
			name: `Fas ${number}`,
			places: 4 - number,
			budget: 1_000_000_00,
			supplierBudget: 400_000_00,
			startsOn: `2099-0${number}-01`,
			endsOn: `2099-0${number}-28`,
			questionsUntil: number === 1 ? '2098-11-01T15:00' : undefined,
			tendersUntil: number === 1 ? '2098-12-01T15:00' : undefined
		}
	);
}

export async function publish(ctx: Context, ref: ProcurementRef): Promise<void> {
	await publishProcurement(ctx, ref, {
		decidedBody: 'Kommunstyrelsen',
		decidedByName: 'Siv Styrelse',
		decidedOn: '2026-01-15',
		paragraph: '12',
		diaryNumber: 'KS 2026/17',
		confirm: true
	});
}

export interface Tenderer {
	organisation: MadeOrganisation;
	representative: Person;
	member: Person;
	tenderId: string;
}

/** A claimed organisation with a written tender; submitted unless told otherwise. */
export async function makeTender(
	db: Db,
	made: MadeProcurement,
	options: {
		name?: string;
		kronor?: number;
		submitted?: boolean;
		number?: number;
		organisation?: MadeOrganisation;
	} = {}
): Promise<Tenderer> {
	const organisation =
		options.organisation ?? (await makeOrganisation(db, { name: options.name, sector: 'social-enterprise' }));
	await db
		.updateTable('organisation')
		.set({ claimed_at: new Date() })
		.where('id', '=', organisation.id)
		.execute();
	const person = (role: 'member' | 'representative') =>
		makePerson(db, {
			name: `${role} ${organisation.name}`,
			member: [{ organisationId: organisation.id, role }]
		});
	const [representative, member] = [await person('representative'), await person('member')];
	const number = options.number ?? 1;
	const tenderId = await startTender(
		member.ctx,
		{ ...made.ref, number },
		{ organisationId: organisation.id }
	);
	if (options.submitted ?? true)
		await deliver(representative.ctx, tenderId, contentOf(made, { organisation, ...options }));
	return { organisation, representative, member, tenderId };
}

/** A whole tender: an answer to every criterion, a price for every phase ahead. */
export function contentOf(
	made: Pick<MadeProcurement, 'criteria'> & Partial<Pick<MadeProcurement, 'conditions'>>,
	options: { organisation?: { name: string }; kronor?: number; number?: number } = {}
): Content {
	const name = options.organisation?.name ?? 'Någon';
	const ahead = [1, 2, 3].filter((n) => n >= (options.number ?? 1));
	return {
		...emptyContent(),
		name: `Förslag från ${name}`,
		declarations: Object.fromEntries((made.conditions ?? []).map((id) => [id, { holds: true, note: '' }])),
		answers: Object.fromEntries(made.criteria.map((id) => [id, `Hemligt svar av ${name}.`])),
		prices: Object.fromEntries(ahead.map((n) => [n, (options.kronor ?? 300_000) * 100]))
	};
}

/** Seals a tender as a browser does. */
export async function sealed(ctx: Context, tenderId: string, content: Content): Promise<Delivered> {
	const seal = await toSeal(ctx.db, (await loadTender(ctx.db, tenderId))!);
	const tender = await buildTender({ ...seal, content });
	return { tender, way: 'browser', version: seal.label.version };
}

/** Seals it and hands it in. */
export async function deliver(ctx: Context, tenderId: string, content: Content): Promise<SignedReceipt> {
	return submitTender(ctx, tenderId, await sealed(ctx, tenderId, content));
}

/** Locks a file as a browser does, and sends it: what the draft then holds of it. */
export async function addFile(
	ctx: Context,
	tenderId: string,
	name: string,
	words: string
): Promise<TenderFile> {
	const [plain, key] = [new TextEncoder().encode(words), await createIdentity()];
	const body = await sealBytes(await recipientOf(key), plain);
	const id = await reserveFile(ctx, tenderId, body.length);
	await receiveWhole(id, new Blob([Buffer.from(body)]).stream());
	await completeFile(ctx, tenderId, id);
	const sha256 = createHash('sha256').update(plain).digest('hex');
	return { id, name, size: plain.length, sha256, key };
}

/** Lets a round's deadline have passed a second ago. */
export async function passDeadline(db: Db, ref: ProcurementRef, number = 1): Promise<void> {
	await sql`update procurement_round set questions_until = clock_timestamp() - interval '2 seconds',
		tenders_until = clock_timestamp() - interval '1 second'
		where procurement_id = ${ref.id} and number = ${number}`.execute(db);
}
