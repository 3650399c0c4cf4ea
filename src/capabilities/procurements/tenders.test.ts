import '../../composition.ts';
import { sql } from 'kysely';
import { describe, expect, it, vi } from 'vitest';
import { makeOrganisation, makePerson, makeTeamMember, visitor } from '#capabilities/initiatives/testing.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { verifyText } from '#platform/server/signing/index.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { procurementKind } from './kind.ts';
import { tenderCalendar } from './server/calendar.ts';
import { noticeText } from './server/notice-text.ts';
import { openForTenders } from './server/open.ts';
import { extendDeadline, publishProcurement } from './server/publish.ts';
import { overviewOf } from './server/overview.ts';
import { publicProcurement } from './server/public.ts';
import { checksOf } from './server/checks-read.ts';
import { openingState } from './server/opening.ts';
import { listRequests } from './server/requests.ts';
import { openingProtocol } from './server/opening-list.ts';
import { askQuestion, publishAnswers, questionsToAnswer, writeAnswer } from './server/questions.ts';
import { proposedRanking } from './server/decision.ts';
import { tenderPage, myTenders } from './server/my.ts';
import { readTender, tendersWithDoors } from './server/reading.ts';
import { listProcurements } from './server/setup.ts';
import { createIdentity } from '#platform/sealing/index.ts';
import { saveDraft, saveOpenDraft } from './server/drafts.ts';
import { tenderFile } from './server/opened-files.ts';
import { sealAndSubmit, submitTender, withdrawTender } from './server/submit.ts';
import { addPartner, answerPartnership, startTender } from './server/tenders.ts';
import { loadTender } from './server/tender-access.ts';
import { readDraft } from './server/drafts.ts';
import { reserveFile } from './server/sealed-files.ts';
import { sealDraft } from './sealing/draft.ts';
import { readSolution } from './server/vault.ts';
import {
	addFile,
	contentOf,
	deliver,
	makeProcurement,
	makeTender,
	passDeadline,
	publish,
	sealed
} from './testing.ts';
import { code } from './testing-rounds.ts';

const { db, url } = await testDb();
loadMessages();

describe('publishing', () => {
	it('needs the exemption, a second factor and a role', async () => {
		const made = await makeProcurement(db, { published: false });
		const fields = {
			decidedBody: 'Kommunstyrelsen',
			decidedByName: 'Siv Styrelse',
			decidedOn: '2026-01-15',
			diaryNumber: 'KS 2026/17',
			confirm: true
		};
		const weak = await makeTeamMember(db, made.run.id, 'procurement-officer', { secondFactor: false });
		expect(await code(publishProcurement(weak.ctx, made.ref, fields))).toBe(
			'second-factor error.second-factor'
		);
		const reader = await makeTeamMember(db, made.run.id, 'reader');
		expect(await code(publishProcurement(reader.ctx, made.ref, fields))).toBe('forbidden error.forbidden');
		await db.deleteFrom('procurement_exemption').where('procurement_id', '=', made.ref.id).execute();
		expect(await code(publishProcurement(made.officer.ctx, made.ref, fields))).toBe(
			'conflict procurement.lacking.exemption'
		);
	});

	it('is unknown to visitors before, readable without signing in after, and a fact for the gate', async () => {
		const made = await makeProcurement(db, { published: false });
		expect(await code(publicProcurement(visitor(db), made.ref))).toBe('sign-in error.sign-in');
		const facts = async () => (await procurementKind.computeFacts(db, [made.run.id])).get(made.run.id)!;
		const awarded = { 'procurement.settled': false, 'procurement.awarded': 0 };
		expect(await facts()).toEqual({ 'procurement.decided': false, ...awarded });
		await publish(made.officer.ctx, made.ref);
		const page = await publicProcurement(visitor(db), made.ref);
		expect(page.publication!.diary_number).toBe('KS 2026/17');
		expect(await facts()).toEqual({ 'procurement.decided': true, ...awarded });
		expect(await code(publish(made.officer.ctx, made.ref))).toBe('conflict procurement.refuse.published');
	});
});

describe('a tender', () => {
	it('is written by members, submitted by those who may speak for a claimed organisation', async () => {
		const made = await makeProcurement(db);
		const { member, representative, tenderId, organisation } = await makeTender(db, made, {
			submitted: false
		});
		expect(await code(deliver(member.ctx, tenderId, contentOf(made)))).toBe(
			'forbidden procurement.refuse.representative'
		);
		await db
			.updateTable('organisation')
			.set({ claimed_at: null })
			.where('id', '=', organisation.id)
			.execute();
		expect(await code(deliver(representative.ctx, tenderId, contentOf(made)))).toBe(
			'conflict procurement.refuse.unclaimed'
		);
		await db
			.updateTable('organisation')
			.set({ claimed_at: new Date() })
			.where('id', '=', organisation.id)
			.execute();
		const receipt = await deliver(representative.ctx, tenderId, contentOf(made));
		expect(receipt).toMatchObject({ version: 1, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
	});

	it('is no page for anybody else, not even the buyer', async () => {
		const made = await makeProcurement(db);
		const { tenderId } = await makeTender(db, made);
		const others = [made.officer, made.opener, made.evaluators[0], made.run.decider, made.run.coordinator];
		for (const { ctx } of others)
			expect(await code(tenderPage(ctx, tenderId))).toBe('not-found error.not-found');
		expect(await code(tenderPage(visitor(db), tenderId))).toBe('sign-in error.sign-in');
		const admin = await makePerson(db, { platform: ['administrator', 'process-leader'] });
		expect(await code(tenderPage(admin.ctx, tenderId))).toBe('not-found error.not-found');
	});

	it('is replaced and withdrawn before the deadline; what was is destroyed, receipts stay', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made);
		const second = await deliver(representative.ctx, tenderId, contentOf(made));
		expect(second.version).toBe(2);
		const vault = () =>
			sql<{
				n: number;
			}>`select count(*)::int as n from sealed_piece v join tender_submission s on s.id = v.submission_id
				where s.tender_id = ${tenderId}`.execute(db);
		expect((await vault()).rows[0]!.n).toBe(6);
		await withdrawTender(representative.ctx, tenderId);
		expect((await vault()).rows[0]!.n).toBe(0);
		expect(await code(withdrawTender(representative.ctx, tenderId))).toBe(
			'conflict procurement.refuse.nothing-submitted'
		);
		const page = await tenderPage(representative.ctx, tenderId);
		const given = page.receipts.map(({ kind, version }) => `${kind} ${version}`);
		expect(given).toEqual(['withdrawal 2', 'replacement 2', 'submission 1']);
		expect(page.last).toBeNull();
		expect((await deliver(representative.ctx, tenderId, contentOf(made))).version).toBe(3);
	});

	it('cannot be edited, replaced or withdrawn one second late', async () => {
		const made = await makeProcurement(db);
		const { representative, member, tenderId } = await makeTender(db, made);
		await passDeadline(db, made.ref);
		const draft = { revision: 1, ...(await sealDraft(await createIdentity(), contentOf(made))) };
		expect(await code(saveDraft(member.ctx, tenderId, draft))).toBe(
			'conflict procurement.refuse.deadline-passed'
		);
		expect(await code(deliver(representative.ctx, tenderId, contentOf(made)))).toBe(
			'conflict procurement.refuse.late'
		);
		expect(await code(withdrawTender(representative.ctx, tenderId))).toBe('conflict procurement.refuse.late');
		expect(await code(reserveFile(member.ctx, tenderId, 100))).toBe(
			'conflict procurement.refuse.deadline-passed'
		);
		expect(
			await code(
				extendDeadline(made.officer.ctx, made.round, {
					tendersUntil: '2099-01-01T15:00',
					reason: 'Fler behöver tid.'
				})
			)
		).toBe('conflict procurement.refuse.deadline-passed');
	});

	it('gets a signed receipt for what is refused, once, and leaves what was submitted as it was', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made);
		await passDeadline(db, made.ref);
		for (let n = 0; n < 2; n++) await code(deliver(representative.ctx, tenderId, contentOf(made)));
		const { receipts, last } = await tenderPage(representative.ctx, tenderId);
		expect(receipts.map(({ kind, version }) => `${kind} ${version}`)).toEqual(['refusal 2', 'submission 1']);
		expect(last).toMatchObject({ version: 1 });
		const said = JSON.parse(receipts[0]!.body) as Record<string, string>;
		expect(said.at! > said.deadline!).toBe(true);
		expect(verifyText(receipts[0]!.body, receipts[0]!.signature, receipts[0]!.keyId)).toBe(true);
		// Where the submission stands in the tender's records is signed with it.
		const heads = await sql<{
			hash: string;
		}>`select hash from audit_entry where chain_id = ${`call:${tenderId}`}`.execute(db);
		expect(heads.rows.map(({ hash }) => hash)).toContain(said.auditHead);
		const { rows } = await sql<{ n: number }>`select count(*)::int as n from pgboss.job where name = 'mail'
			and data->'data'->'data'->>'receiptId' = ${receipts[0]!.id}`.execute(db);
		expect(rows[0]!.n).toBe(1);
	});

	it('is looked for in one list, for as long as there is time', async () => {
		const made = await makeProcurement(db);
		const unpublished = await makeProcurement(db, { published: false });
		await sql`update initiative set published_at = now() where id in (${made.run.id}, ${unpublished.run.id})`.execute(
			db
		);
		const listed = async (id: string) => (await openForTenders(visitor(db))).some((one) => one.id === id);
		expect(await listed(made.ref.id)).toBe(true);
		expect(await listed(unpublished.ref.id)).toBe(false);
		await passDeadline(db, made.ref);
		expect(await listed(made.ref.id)).toBe(false);
	});

	it('goes by the clock of the database, not of the web server', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made, { submitted: false });
		await passDeadline(db, made.ref);
		vi.useFakeTimers({ toFake: ['Date'], now: new Date('2020-01-01') });
		try {
			expect(await code(deliver(representative.ctx, tenderId, contentOf(made)))).toBe(
				'conflict procurement.refuse.late'
			);
		} finally {
			vi.useRealTimers();
		}
	});

	it('keeps the word limits and the ceiling, where the server can know', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made, { submitted: false });
		const dear = contentOf(made, { kronor: 500_000 });
		expect(await code(sealAndSubmit(representative.ctx, tenderId, dear))).toBe(
			'conflict procurement.refuse.ceiling'
		);
		const long = Object.fromEntries(made.criteria.map((id) => [id, 'ord '.repeat(101)]));
		expect(
			await code(sealAndSubmit(representative.ctx, tenderId, { ...contentOf(made), answers: long }))
		).toBe('conflict procurement.refuse.words');
		expect((await sealAndSubmit(representative.ctx, tenderId, contentOf(made))).version).toBe(1);
	});

	it('as a draft is read with its own key only, and tells the second of two who write at once', async () => {
		const made = await makeProcurement(db);
		const { member, tenderId } = await makeTender(db, made, { submitted: false });
		const [secret, other] = [await createIdentity(), await createIdentity()];
		const content = contentOf(made);
		await saveOpenDraft(member.ctx, tenderId, { revision: 1, secret, content });
		const tender = (await loadTender(db, tenderId))!;
		expect(await readDraft(tender, secret)).toEqual(content);
		expect([await readDraft(tender, other), await readDraft(tender, null)]).toEqual([
			'other-key',
			'other-key'
		]);
		expect(Buffer.from(tender.draft!.body).includes('Hemligt')).toBe(false);
		const late = saveOpenDraft(member.ctx, tenderId, { revision: 1, secret, content });
		expect(await code(late)).toBe('conflict procurement.refuse.revision');
	});

	it('is refused where the version inside is not the one that comes next', async () => {
		const made = await makeProcurement(db);
		const { representative, tenderId } = await makeTender(db, made, { submitted: false });
		const first = await sealed(representative.ctx, tenderId, contentOf(made));
		await submitTender(representative.ctx, tenderId, first);
		expect(await code(submitTender(representative.ctx, tenderId, first))).toBe(
			'conflict procurement.refuse.version'
		);
	});

	it('waits for every partner to confirm, and shows a partner nothing before', async () => {
		const made = await makeProcurement(db);
		const { member, representative, tenderId } = await makeTender(db, made, { submitted: false });
		const partner = await makeOrganisation(db);
		const theirs = await makePerson(db, { member: [{ organisationId: partner.id, role: 'representative' }] });
		await addPartner(member.ctx, tenderId, partner.id);
		expect(await code(deliver(representative.ctx, tenderId, contentOf(made)))).toBe(
			'conflict procurement.refuse.partners'
		);
		const before = await tenderPage(theirs.ctx, tenderId);
		expect([before.mayRead, before.sent]).toEqual([false, null]);
		expect(await code(answerPartnership(representative.ctx, tenderId, true))).toBe(
			'forbidden procurement.refuse.representative'
		);
		await answerPartnership(theirs.ctx, tenderId, true);
		expect((await tenderPage(theirs.ctx, tenderId)).mayRead).toBe(true);
		expect((await deliver(representative.ctx, tenderId, contentOf(made))).version).toBe(1);
		expect(await code(deliver(theirs.ctx, tenderId, contentOf(made)))).toBe(
			'forbidden procurement.refuse.representative'
		);
		expect((await myTenders(theirs.ctx)).tenders).toMatchObject([
			{ id: tenderId, partner: true, confirmed: true }
		]);
	});

	it('is never the owner’s own, nor a stranger’s organisation', async () => {
		const made = await makeProcurement(db);
		const own = { organisationId: made.run.organisation.id };
		expect(await code(startTender(made.run.decider.ctx, made.round, own))).toBe(
			'conflict procurement.refuse.owner'
		);
		const { organisation } = await makeTender(db, made);
		const stranger = await makePerson(db);
		expect(await code(startTender(stranger.ctx, made.round, { organisationId: organisation.id }))).toBe(
			'forbidden error.forbidden'
		);
	});
});

describe('the deadlines', () => {
	it('can be put in a calendar, which an extension moves', async () => {
		const made = await makeProcurement(db);
		const lines = async () =>
			(await tenderCalendar(visitor(db), made.ref)).replaceAll('\r\n ', '').split('\r\n');
		const before = await lines();
		expect(before).toContain('SUMMARY:Sista stund för anbud: Tidiga insatser för unga');
		expect(before.filter((line) => /^DTEND;TZID=Europe\/Stockholm:/.test(line))).toEqual([
			'DTEND;TZID=Europe/Stockholm:20981101T150000',
			'DTEND;TZID=Europe/Stockholm:20981201T150000'
		]);
		const extension = { tendersUntil: '2098-12-15T15:00', reason: 'Fler behöver tid.' };
		await extendDeadline(made.officer.ctx, made.round, extension);
		const after = await lines();
		expect(after).toContain('DTEND;TZID=Europe/Stockholm:20981215T150000');
		const of = (name: string, from: string[]) => from.filter((line) => line.startsWith(`${name}:`));
		expect(of('UID', after)).toEqual(of('UID', before));
		expect([of('SEQUENCE', before), of('SEQUENCE', after)]).toEqual([
			['SEQUENCE:0', 'SEQUENCE:0'],
			['SEQUENCE:1', 'SEQUENCE:1']
		]);
	});

	it('of what is not published are nobody’s to know', async () => {
		const made = await makeProcurement(db, { published: false });
		expect(await code(tenderCalendar(visitor(db), made.ref))).toBe('sign-in error.sign-in');
		expect(await code(tenderCalendar(made.officer.ctx, made.ref))).toBe('not-found error.not-found');
	});
});

describe('the text for the notice', () => {
	it('carries whom tenders are sealed for, to be compared with what this server says', async () => {
		const made = await makeProcurement(db);
		const text = await noticeText(visitor(db), made.ref);
		const { holders } = await publicProcurement(visitor(db), made.ref);
		expect(holders).toHaveLength(3);
		for (const { name, fingerprint, recipient } of holders)
			expect(text).toMatch(
				new RegExp(`${name}\\n    Fingeravtryck: ${fingerprint}\\n    Öppen nyckel \\(age\\): ${recipient}`)
			);
	});

	it('of what is not published is nobody’s to know', async () => {
		const made = await makeProcurement(db, { published: false });
		expect(await code(noticeText(visitor(db), made.ref))).toBe('sign-in error.sign-in');
		expect(await code(noticeText(made.officer.ctx, made.ref))).toBe('not-found error.not-found');
	});
});

describe('before the opening', () => {
	it('the buyer’s pages, exports and audit views are the same with none and with five tenders', async () => {
		const made = await makeProcurement(db);
		const people = [made.officer, made.opener, made.evaluators[0], made.run.decider, made.run.coordinator];
		const look = async () => {
			const seen: unknown[] = [];
			for (const { ctx } of people) {
				seen.push(await overviewOf(ctx, made.ref), await publicProcurement(ctx, made.ref));
				seen.push(await listProcurements(ctx, made.run.slug));
				seen.push(await code(tendersWithDoors(ctx, made.round).then((one) => one.tenders)));
				seen.push(await code(checksOf(ctx, made.round).then((one) => one.checked)));
				seen.push(await code(listRequests(ctx, made.round).then((one) => one.requests)));
				seen.push(await code(openingProtocol(ctx, made.round)), await code(proposedRanking(ctx, made.round)));
			}
			seen.push((await openingState(made.opener.ctx, made.round)).state);
			seen.push(await questionsToAnswer(made.officer.ctx, made.round));
			const ids = [made.run.id];
			seen.push(
				[...(await procurementKind.computeFacts(db, ids))],
				[...(await procurementKind.chainNotes(db, ids))]
			);
			seen.push(
				[...(await procurementKind.nextSteps(db, ids))],
				[...(await procurementKind.figures(db, ids))]
			);
			seen.push([...(await procurementKind.organisationsTakingPart(db, ids))]);
			seen.push(await procurementKind.exportFrom(db, made.run.id));
			const chain = `initiative:${made.run.id}`;
			seen.push(await db.selectFrom('audit_entry').selectAll().where('chain_id', '=', chain).execute());
			seen.push(await db.selectFrom('news').selectAll().where('initiative_id', '=', made.run.id).execute());
			seen.push(
				await db.selectFrom('dossier_entry').selectAll().where('initiative_id', '=', made.run.id).execute()
			);
			return JSON.stringify(seen);
		};
		const none = await look();
		for (const name of ['Alfa', 'Beta', 'Gamma', 'Delta', 'Epsilon']) await makeTender(db, made, { name });
		const five = await look();
		expect(five).toBe(none);
		expect(five).not.toContain('Gamma');
		// Negative control: a change that the buyer may see does show.
		await askQuestion(made.run.decider.ctx, made.round, { body: 'Får man vara flera om ett anbud?' });
		expect(await look()).not.toBe(none);
	});

	it('no role reads a tender by its id, by its file or from the vault', async () => {
		const made = await makeProcurement(db);
		const { member, representative, tenderId } = await makeTender(db, made, { submitted: false });
		const file = await addFile(member.ctx, tenderId, 'plan.txt', 'Hemlig plan');
		await deliver(representative.ctx, tenderId, { ...contentOf(made), files: [file] });
		const admin = await makePerson(db, { platform: ['administrator', 'process-leader'] });
		const people = [
			made.officer,
			made.opener,
			...made.evaluators,
			made.run.decider,
			made.run.coordinator,
			admin
		];
		const tryAll = async () => {
			for (const ctx of [...people.map((one) => one.ctx), visitor(db)]) {
				expect(await code(readTender(ctx, made.round, tenderId))).toMatch(/^(not-found|forbidden|sign-in) /);
				expect(await code(tenderFile(ctx, made.round, tenderId, file.id))).toMatch(
					/^(not-found|forbidden|sign-in) /
				);
			}
		};
		await tryAll();
		await passDeadline(db, made.ref);
		expect(await code(readSolution(db, tenderId))).toBe('forbidden procurement.refuse.not-opened');
		await tryAll();
	});
});

describe('questions', () => {
	it('are answered to all at once, and show nobody who asked', async () => {
		const made = await makeProcurement(db);
		const asker = await makePerson(db, { name: 'Hemliga Frågare' });
		await askQuestion(asker.ctx, made.round, { body: 'Får vi lämna in på engelska?' });
		await askQuestion(asker.ctx, made.round, { body: 'Hur betalas förskottet ut?' });
		const all = await questionsToAnswer(made.officer.ctx, made.round);
		expect(JSON.stringify(all)).not.toMatch(new RegExp(`${asker.id}|Frågare`));
		for (const one of all)
			await writeAnswer(made.officer.ctx, made.round, { questionId: one.id, answer: 'Ja, det går.' });
		expect((await publicProcurement(visitor(db), made.ref)).questions).toEqual([]);
		expect(await publishAnswers(made.officer.ctx, made.round)).toBe(2);
		const shown = (await publicProcurement(visitor(db), made.ref)).questions;
		expect(new Set(shown.map((one) => one.publishedAt!.getTime())).size).toBe(1);
		expect(JSON.stringify(shown)).not.toMatch(new RegExp(`${asker.id}|Frågare`));
		await passDeadline(db, made.ref);
		expect(await code(askQuestion(asker.ctx, made.round, { body: 'En fråga för sent.' }))).toBe(
			'conflict procurement.refuse.questions-closed'
		);
	});
});

describe('fifty submissions around the deadline', () => {
	it('are each either receipted in time and openable, or refused', { timeout: 60_000 }, async () => {
		const made = await makeProcurement(db);
		const tenders = [];
		for (let i = 0; i < 50; i++) tenders.push(await makeTender(db, made, { submitted: false }));
		await sql`update procurement_round set tenders_until = clock_timestamp() + interval '1500 milliseconds'
			where procurement_id = ${made.ref.id} and number = 1`.execute(db);
		const results = await Promise.all(
			tenders.map(async ({ representative, tenderId }, at) => {
				await new Promise((resolve) => setTimeout(resolve, at * 60));
				return code(deliver(representative.ctx, tenderId, contentOf(made)));
			})
		);
		const done = results.filter((one) => one === 'done').length;
		const late = results.filter((one) => one === 'conflict procurement.refuse.late').length;
		expect(done + late).toBe(50);
		expect(late).toBeGreaterThan(0);
		expect(done).toBeGreaterThan(0);
		const { rows } = await sql<{ stored: number; late: number }>`
			select count(*)::int as stored, count(*) filter (where s.received_at > r.tenders_until)::int as late
			from tender_submission s join tender t on t.id = s.tender_id join procurement_round r on r.id = t.round_id
			where r.procurement_id = ${made.ref.id}`.execute(db);
		expect(rows[0]).toEqual({ stored: done, late: 0 });
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	it('closing waits for a submission under way; without the share lock it would not', async () => {
		const made = await makeProcurement(db);
		const pg = (await import('pg')).default;
		const [submitting, closing] = [new pg.Client(url), new pg.Client(url)];
		await Promise.all([submitting.connect(), closing.connect()]);
		const where = `where procurement_id = '${made.ref.id}' and number = 1`;
		const tryToClose = async () => {
			await closing.query(`begin; set local lock_timeout = '150ms'`);
			return closing
				.query(`select 1 from procurement_round ${where} for update`)
				.then(
					() => 'closed',
					() => 'waits'
				)
				.finally(() => closing.query('rollback'));
		};
		try {
			await submitting.query('begin');
			await submitting.query(`select 1 from procurement_round ${where} for share`);
			expect(await tryToClose()).toBe('waits');
			await submitting.query('rollback');
			// Negative control: a submission that took no lock would be passed by.
			await submitting.query('begin');
			await submitting.query(`select 1 from procurement_round ${where}`);
			expect(await tryToClose()).toBe('closed');
			await submitting.query('rollback');
		} finally {
			await Promise.all([submitting.end(), closing.end()]);
		}
	});
});
