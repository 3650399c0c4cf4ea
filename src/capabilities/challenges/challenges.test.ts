import { describe, expect, test } from 'vitest';
import '../../composition.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { factsOfRun, workInInitiative, accessInitiative } from '#capabilities/initiatives/index.ts';
import { makeInitiative, makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import {
	askForPart,
	challengeDesk,
	challengeKind,
	delegatedDecisions,
	handInPart,
	publicChallenge,
	publishChallenge,
	recordDecision,
	savePart,
	writeChallenge,
	writePart,
	type DecisionInput
} from './index.ts';
import { lackingForDecision, sameOriginal, withLaterTranslations } from './rules.ts';
import { newText, writeText } from '#platform/i18n/text.ts';

const { db } = await testDb();

const WHOLE = {
	texts: {
		problem: 'Stödet kommer för sent.',
		whom: 'Barn mellan sex och tolv år.',
		change: 'Familjer får hjälp innan någon behöver larma.',
		local: 'Bussarna går två gånger om dagen.',
		tried: 'En familjecentral som stängde 2019.',
		notSought: 'Fler utredningar.'
	},
	figures: [{ text: 'Var femte elev var borta mer än var tionde dag', source: 'Skolans statistik 2025' }],
	budgetMinor: 240_000_000
};
const DECISION: DecisionInput = {
	body: 'Kommunstyrelsen',
	takenBy: 'body',
	decidedOn: '2026-01-12',
	paragraph: '§ 14',
	diaryNumber: 'KS 2026-118'
};

async function written() {
	const made = await makeInitiative(db);
	await writeChallenge(made.coordinator.ctx, made.slug, WHOLE);
	return made;
}

describe('rules', () => {
	const content = (problem: string) => ({ texts: { problem: newText('sv', problem) }, figures: [] });
	test('an empty challenge lacks everything that a decision needs', () => {
		expect(lackingForDecision({ texts: {}, figures: [] })).toHaveLength(7);
	});
	test('a translation does not change what was decided', () => {
		const before = { content: content('Ett'), budgetMinor: null };
		const translated = structuredClone(before);
		translated.content.texts.problem = writeText(translated.content.texts.problem, 'en', 'One');
		expect(sameOriginal(before, translated)).toBe(true);
		expect(sameOriginal(before, { content: content('Två'), budgetMinor: null })).toBe(false);
		expect(sameOriginal(before, { ...before, budgetMinor: 1 })).toBe(false);
	});
	test('later translations show only while they translate the same words', () => {
		const version = content('Ett');
		const working = { ...version, texts: { problem: writeText(version.texts.problem, 'en', 'One') } };
		expect(withLaterTranslations(version, working).texts.problem?.t.en).toBe('One');
		const changed = { ...version, texts: { problem: writeText(working.texts.problem, 'sv', 'Två') } };
		expect(withLaterTranslations(version, changed).texts.problem?.t.sv).toBe('Ett');
	});
});

describe('writing', () => {
	test('two who write different fields both keep their words', async () => {
		const made = await makeInitiative(db);
		const other = await makeTeamMember(db, made.id, 'editor');
		await Promise.all([
			savePart(made.coordinator.ctx, made.slug, 'essential', {
				texts: { problem: 'A' },
				was: { problem: '' }
			}),
			savePart(other.ctx, made.slug, 'essential', { texts: { whom: 'B' }, was: { whom: '' } })
		]);
		const { challenge } = await challengeDesk(other.ctx, made.slug);
		expect([challenge.content.texts.problem?.t.sv, challenge.content.texts.whom?.t.sv]).toEqual(['A', 'B']);
	});

	test('a collision in one field keeps theirs, tells, and saves the other fields', async () => {
		const made = await makeInitiative(db);
		const was = { problem: '', whom: '' };
		await savePart(made.coordinator.ctx, made.slug, 'essential', { texts: { problem: 'Hennes' }, was });
		await expect(
			savePart(made.coordinator.ctx, made.slug, 'essential', {
				texts: { problem: 'Hans', whom: 'Alla' },
				was
			})
		).rejects.toMatchObject({ code: 'conflict', fields: { problem: 'challenges.error.changed-by-other' } });
		const { challenge } = await challengeDesk(made.coordinator.ctx, made.slug);
		expect(challenge.content.texts.problem?.t.sv).toBe('Hennes');
		expect(challenge.content.texts.whom?.t.sv).toBe('Alla');
	});

	test('the other language is a translation, and turns stale when the original changes', async () => {
		const made = await written();
		const english = { ...made.coordinator.ctx, lang: 'en' as const };
		await savePart(english, made.slug, 'essential', {
			texts: { problem: 'Help comes too late.' },
			was: { problem: '' }
		});
		await savePart(made.coordinator.ctx, made.slug, 'essential', {
			texts: { problem: 'Stödet kommer alltid för sent.' }
		});
		let text = (await challengeDesk(english, made.slug)).challenge.content.texts.problem!;
		expect(text).toMatchObject({ o: 'sv', v: 2, of: { en: 1 } });
		await savePart(english, made.slug, 'essential', {
			texts: { problem: 'Help comes too late.' },
			confirmed: ['problem']
		});
		text = (await challengeDesk(english, made.slug)).challenge.content.texts.problem!;
		expect(text.of?.en).toBe(2);
	});

	test('drafts that save themselves leave no row in the log', async () => {
		const made = await makeInitiative(db);
		const count = async () =>
			(
				await db
					.selectFrom('audit_entry')
					.select('seq')
					.where('chain_id', '=', `initiative:${made.id}`)
					.execute()
			).length;
		const before = await count();
		await writePart(
			made.coordinator.ctx,
			made.slug,
			'essential',
			{ texts: { problem: 'A' } },
			{ auto: true }
		);
		expect(await count()).toBe(before);
		await writePart(made.coordinator.ctx, made.slug, 'essential', { texts: { problem: 'B' } });
		expect(await count()).toBe(before + 1);
	});

	test('a colleague writes the part they were asked for, and no other, until they hand it in', async () => {
		const made = await makeInitiative(db);
		const colleague = await makePerson(db, { member: [{ organisationId: made.organisation.id }] });
		const write = (part: 'evidence' | 'limits') =>
			savePart(colleague.ctx, made.slug, part, { texts: { voices: 'Hej', tried: 'Nej' } });
		await expect(write('evidence')).rejects.toMatchObject({ code: 'forbidden' });
		await askForPart(made.coordinator.ctx, made.slug, {
			part: 'evidence',
			personId: colleague.id,
			dueOn: '2027-01-01'
		});
		await expect(
			askForPart(made.coordinator.ctx, made.slug, { part: 'evidence', personId: colleague.id })
		).rejects.toMatchObject({ key: 'challenges.error.already-asked' });
		await write('evidence');
		await expect(write('limits')).rejects.toMatchObject({ code: 'forbidden' });
		await handInPart(colleague.ctx, made.slug, 'evidence');
		await expect(write('evidence')).rejects.toMatchObject({ code: 'forbidden' });
		const task = await db
			.selectFrom('task')
			.selectAll()
			.where('initiative_id', '=', made.id)
			.executeTakeFirstOrThrow();
		expect(task.done_by).toBe(colleague.id);
	});
});

describe('deciding and publishing', () => {
	test('needs a decision-maker of the owner with second factor, and a whole text', async () => {
		const made = await written();
		const plain = { ...made.decider.ctx, actor: { ...made.decider.ctx.actor, secondFactor: false } };
		await expect(recordDecision(made.coordinator.ctx, made.slug, DECISION)).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(recordDecision(plain, made.slug, DECISION)).rejects.toMatchObject({
			key: 'error.second-factor'
		});
		const empty = await makeInitiative(db);
		await expect(recordDecision(empty.decider.ctx, empty.slug, DECISION)).rejects.toMatchObject({
			key: 'challenges.lacking.problem'
		});
		await expect(publishChallenge(made.coordinator.ctx, made.slug)).rejects.toMatchObject({
			key: 'challenges.error.not-approved'
		});
		await expect(
			recordDecision(made.decider.ctx, made.slug, { ...DECISION, decidedOn: '2999-01-01' })
		).rejects.toMatchObject({ fields: { decidedOn: 'challenges.error.future' } });
		await expect(
			recordDecision(made.decider.ctx, made.slug, { ...DECISION, takenBy: 'delegate' })
		).rejects.toMatchObject({ fields: { delegate: 'form.error.required' } });
	});

	test('binds the words that were read; later edits show as changed after the decision', async () => {
		const made = await written();
		await recordDecision(made.decider.ctx, made.slug, { ...DECISION, version: 1 });
		await publishChallenge(made.coordinator.ctx, made.slug);
		expect(await factsOfRun(db, made.id)).toMatchObject({
			'challenge.approved': true,
			'challenge.published': true
		});
		expect((await publicChallenge(visitor(db), made.slug)).changedAfterDecision).toBe(false);
		await expect(publishChallenge(made.coordinator.ctx, made.slug)).rejects.toMatchObject({
			key: 'challenges.error.already-published'
		});
		await savePart(made.coordinator.ctx, made.slug, 'essential', { texts: { problem: 'Något helt annat.' } });
		expect((await challengeDesk(made.coordinator.ctx, made.slug)).changedSinceDecision).toBe(true);
		expect((await publicChallenge(visitor(db), made.slug)).content.texts.problem?.t.sv).toBe(
			WHOLE.texts.problem
		);
		await expect(
			recordDecision(made.decider.ctx, made.slug, { ...DECISION, version: 1 })
		).rejects.toMatchObject({ key: 'challenges.error.other-version' });
		await publishChallenge(made.coordinator.ctx, made.slug);
		expect(await publicChallenge(visitor(db), made.slug)).toMatchObject({
			number: 2,
			changedAfterDecision: true
		});
	});

	test('nobody outside reads it before it is published', async () => {
		const made = await written();
		await expect(publicChallenge(visitor(db), made.slug)).rejects.toMatchObject({ code: 'not-found' });
		await expect(accessInitiative(visitor(db), made.slug, workInInitiative)).rejects.toMatchObject({
			code: 'not-found'
		});
	});

	test('delegated decisions stand in the organisation’s list, within the period', async () => {
		const made = await written();
		await recordDecision(made.decider.ctx, made.slug, {
			...DECISION,
			takenBy: 'delegate',
			delegate: 'Förvaltningschef Bo Beslutare',
			delegationClause: 'C 4.2'
		});
		const list = (from: string, to: string) =>
			delegatedDecisions(made.coordinator.ctx, made.organisation.slug, { from, to });
		expect((await list('2026-01-01', '2026-01-31')).decisions).toMatchObject([
			{ clause: 'C 4.2', decidedOn: '2026-01-12' }
		]);
		expect((await list('2026-02-01', '2026-02-28')).decisions).toEqual([]);
		const stranger = await makePerson(db);
		await expect(delegatedDecisions(stranger.ctx, made.organisation.slug, {})).rejects.toMatchObject({
			code: 'forbidden'
		});
	});
});

test('what is exported and taken in elsewhere is exported the same', async () => {
	const made = await written();
	await recordDecision(made.decider.ctx, made.slug, DECISION);
	await publishChallenge(made.coordinator.ctx, made.slug);
	const first = await challengeKind.exportFrom(db, made.id);
	const copy = await makeInitiative(db);
	await db
		.transaction()
		.execute((tx) =>
			challengeKind.importInto(
				tx,
				copy.coordinator.ctx,
				copy.id,
				challengeKind.exported.parse(JSON.parse(JSON.stringify(first)))
			)
		);
	expect(await challengeKind.exportFrom(db, copy.id)).toEqual(first);
});
