import { newText } from '#platform/i18n/text.ts';
import type { Db } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import type { MadeInitiative } from '#capabilities/initiatives/testing.ts';

// One of everything that open data tells of, published or not. Only tests import this file. Rows are written
// directly: what is tested is what is read, whatever way it came there.

interface Made {
	words: string;
	published: boolean;
}

export async function fillWorld(db: Db, run: MadeInitiative, made: Made): Promise<void> {
	await addWorkshop(db, run, made);
	await addCall(db, run, made);
	await addProcurement(db, run, made);
	await addAgreement(db, run, made);
	await addIndicator(db, run, made);
	await db
		.insertInto('insight')
		.values({
			initiative_id: run.id,
			source: 'paper',
			kind: 'need',
			scope: 'local',
			lang: 'sv',
			words: made.words,
			published_at: made.published ? new Date() : null
		})
		.execute();
}

const text = (words: string) => json(newText('sv', words));

async function activity(
	db: Db,
	run: MadeInitiative,
	kind: string,
	{ words, published }: Made
): Promise<string> {
	const row = await db
		.insertInto('activity')
		.values({
			initiative_id: run.id,
			kind,
			phase: 'dialogue',
			step: 'dialogue',
			title: text(words),
			starts_at: new Date('2026-01-10T09:00:00Z'),
			ends_at: new Date('2026-01-10T12:00:00Z'),
			published_at: published ? new Date() : null
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	return row.id;
}

async function addWorkshop(db: Db, run: MadeInitiative, made: Made): Promise<void> {
	const id = await activity(db, run, 'workshop', made);
	await db
		.insertInto('workshop')
		.values({ id, initiative_id: run.id, form: 'both', link: 'https://HEMLIGT-UTKAST.example' })
		.execute();
}

async function addCall(db: Db, run: MadeInitiative, made: Made): Promise<void> {
	const id = await activity(db, run, 'rfi', made);
	const content = {
		title: newText('sv', made.words),
		background: null,
		desiredEffect: null,
		cpv: ['85000000'],
		contact: { email: 'HEMLIGT-UTKAST@example.org' }
	};
	await db
		.insertInto('rfi')
		.values({
			id,
			initiative_id: run.id,
			draft: json({ ...content, title: newText('sv', 'HEMLIGT-UTKAST') }),
			questions_until: new Date('2026-02-01T12:00:00Z'),
			answers_until: new Date('2026-03-01T12:00:00Z')
		})
		.execute();
	if (!made.published) return;
	await db
		.insertInto('rfi_version')
		.values({ rfi_id: id, number: 1, content: json(content), published_by_name: 'HEMLIGT-UTKAST' })
		.execute();
}

async function addProcurement(db: Db, run: MadeInitiative, made: Made): Promise<void> {
	const id = await activity(db, run, 'procurement', made);
	const person = run.coordinator.id;
	await db
		.insertInto('procurement')
		.values({ id, initiative_id: run.id, title: text(made.words) })
		.execute();
	await db
		.insertInto('procurement_round')
		.values([
			{
				procurement_id: id,
				number: 1,
				kind: 'design',
				name: text(made.words),
				published_at: made.published ? new Date() : null
			},
			{ procurement_id: id, number: 2, kind: 'prototype', name: text('HEMLIGT-UTKAST') }
		])
		.execute();
	if (!made.published) return;
	const exemption = await db
		.insertInto('procurement_exemption')
		.values({
			procurement_id: id,
			cpv: '73000000',
			research_reason: 'HEMLIGT-UTKAST',
			sharing: 'both',
			sharing_reason: '-',
			market_reason: '-',
			official_name: 'HEMLIGT-UTKAST',
			official_title: '-',
			recorded_by: person
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await db
		.insertInto('procurement_publication')
		.values({
			procurement_id: id,
			exemption_id: exemption.id,
			decided_body: 'Nämnden',
			decided_by_name: 'HEMLIGT-UTKAST',
			decided_on: '2026-01-01',
			diary_number: 'N 2026/1',
			published_by: person
		})
		.execute();
}

async function addAgreement(db: Db, run: MadeInitiative, made: Made): Promise<void> {
	const id = await activity(db, run, 'agreement', made);
	await db
		.insertInto('agreement')
		.values({
			id,
			initiative_id: run.id,
			form: 'iop',
			purpose: text(made.words),
			published_at: made.published ? new Date() : null
		})
		.execute();
	await db
		.insertInto('agreement_party')
		.values({ agreement_id: id, organisation_id: run.organisation.id, role: 'buyer' })
		.execute();
}

async function addIndicator(db: Db, run: MadeInitiative, made: Made): Promise<void> {
	const activity_id = await activity(db, run, 'effects', made);
	const { n } = await db
		.selectFrom('effect_step')
		.select((eb) => eb.fn.countAll<number>().as('n'))
		.where('initiative_id', '=', run.id)
		.executeTakeFirstOrThrow();
	const step = await db
		.insertInto('effect_step')
		.values({ initiative_id: run.id, position: 100 + Number(n), band: 'outcome', name: text(made.words) })
		.returning('id')
		.executeTakeFirstOrThrow();
	await db
		.insertInto('indicator')
		.values({
			activity_id,
			initiative_id: run.id,
			step_id: step.id,
			name: text(made.words),
			source: text(made.words),
			unit: 'count',
			direction: 'up',
			published_at: made.published ? new Date() : null
		})
		.execute();
}
