import { sql } from 'kysely';
import PostalMime from 'postal-mime';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import '../../composition.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { testDb } from '#platform/server/testing/db.ts';
import type { Context } from '#platform/server/context.ts';
import { runJob } from '#platform/server/jobs/worker.ts';
import {
	makeInitiative,
	makeOrganisation,
	makePerson,
	visitor,
	type MadeInitiative
} from '#capabilities/initiatives/testing.ts';
import type { WorkshopInput } from './form.ts';
import {
	addPresentOrganisation,
	addWalkIn,
	answerNo,
	answerYes,
	cancelWorkshop,
	comingMeetings,
	createWorkshop,
	eraseNeedsJob,
	inviteOrganisations,
	invitePage,
	invitePerson,
	listWorkshops,
	openMyWorkshop,
	participantsPage,
	passOn,
	publishMinutes,
	publishWorkshop,
	recordAttendance,
	registerForWorkshop,
	saveMinutes,
	updateWorkshop,
	withdrawByLink,
	workshopCalendar,
	workshopKind,
	workshopPage,
	myWorkshopMinutes
} from './index.ts';

const { db } = await testDb();
let run: MadeInitiative;
let ctx: Context;

beforeAll(() => loadMessages());
beforeEach(async () => {
	run = await makeInitiative(db, { published: true, municipality: '1270' });
	ctx = run.coordinator.ctx;
	await db.deleteFrom('outbox').execute();
	await sql`delete from pgboss.job`.execute(db);
});

const local = (days: number, hour = 9) => {
	const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
	return `${day}T${String(hour).padStart(2, '0')}:00`;
};

const input = (changes: Partial<WorkshopInput> = {}): WorkshopInput => ({
	textLang: 'sv',
	title: 'Verkstad i biblioteket',
	form: 'on-site',
	startsAt: local(10),
	endsAt: local(10, 12),
	placeName: 'Biblioteket',
	langs: ['sv'],
	agenda: '09.00 Välkomna\n10.30 Arbete vid borden',
	afterwards: false,
	...changes
});

async function open(changes: Partial<WorkshopInput> = {}): Promise<string> {
	const { id } = await createWorkshop(ctx, run.slug, input(changes));
	await publishWorkshop(ctx, run.slug, id);
	return id;
}

const someone = (n: number) => ({
	name: `Deltagare ${n}`,
	email: `d${n}@example.org`,
	takesPartAs: 'lived-experience' as const
});

/** Carries out the waiting jobs of some kinds, as the worker would; mail lands in the outbox. */
async function work(...names: string[]) {
	for (let round = 0; round < 5; round++) {
		const { rows } = await sql<{ id: string; data: { name: string; data: unknown } }>`
			select id, data from pgboss.job where data->>'name' = any(${names}) and start_after <= now() order by created_on`.execute(
			db
		);
		if (rows.length === 0) return;
		for (const row of rows) {
			await runJob(row.data);
			await sql`delete from pgboss.job where id = ${row.id}`.execute(db);
		}
	}
}
const sent = async () => {
	await work('mail.send');
	return db.selectFrom('outbox').selectAll().orderBy('at').execute();
};
const tokenIn = (mail: { body_text: string }) => /meetings\/my\/([\w-]+)/.exec(mail.body_text)![1]!;

async function move(id: string, hoursAgo: number) {
	await sql`update activity set starts_at = now() - ${hoursAgo} * interval '1 hour',
		ends_at = now() - ${hoursAgo - 2} * interval '1 hour' where id = ${id}`.execute(db);
}
const attendance = (present: string[], counts: Record<string, number> = {}) =>
	({ present, ...counts }) as Parameters<typeof recordAttendance>[3];

describe('before the workshop', () => {
	test('a draft is for the team only, and a stranger cannot edit', async () => {
		const { id } = await createWorkshop(ctx, run.slug, input());
		await expect(workshopPage(visitor(db), run.slug, id)).rejects.toMatchObject({ code: 'not-found' });
		const stranger = await makePerson(db);
		await expect(createWorkshop(stranger.ctx, run.slug, input())).rejects.toMatchObject({
			code: 'forbidden'
		});
		await expect(cancelWorkshop(visitor(db), run.slug, id, { reason: 'Nej' })).rejects.toMatchObject({
			code: 'sign-in'
		});
	});

	test('a workshop of another initiative is not found', async () => {
		const id = await open();
		const other = await makeInitiative(db, { published: true });
		await expect(
			updateWorkshop(other.coordinator.ctx, other.slug, id, { ...input(), revision: 1 })
		).rejects.toMatchObject({ code: 'not-found' });
	});

	test('Swedish summer and winter time become the right instants', async () => {
		const id = await open({ startsAt: '2031-07-01T09:00', endsAt: '2031-07-01T12:00' });
		const winter = await open({ startsAt: '2031-01-15T09:00', endsAt: '2031-01-15T12:00' });
		const { workshop } = await workshopPage(visitor(db), run.slug, id);
		expect(workshop.startsAt.toISOString()).toBe('2031-07-01T07:00:00.000Z');
		const other = await workshopPage(visitor(db), run.slug, winter);
		expect(other.workshop.startsAt.toISOString()).toBe('2031-01-15T08:00:00.000Z');
	});

	test('two editors: the second is told, and nothing is overwritten', async () => {
		const id = await open();
		await updateWorkshop(ctx, run.slug, id, { ...input({ title: 'Första' }), revision: 1 });
		await expect(
			updateWorkshop(ctx, run.slug, id, { ...input({ title: 'Andra' }), revision: 1 })
		).rejects.toMatchObject({ code: 'conflict' });
		expect((await workshopPage(ctx, run.slug, id)).workshop.title.t.sv).toBe('Första');
	});

	test('a change writes one language', async () => {
		const id = await open();
		await updateWorkshop(ctx, run.slug, id, {
			...input({ textLang: 'en', title: 'At the library' }),
			revision: 1
		});
		const { workshop } = await workshopPage(ctx, run.slug, id);
		expect(workshop.title.t).toEqual({ sv: 'Verkstad i biblioteket', en: 'At the library' });
	});

	test('publishing fills the dossier and the list of meetings', async () => {
		const before = (await comingMeetings(visitor(db))).total;
		const id = await open();
		expect((await comingMeetings(visitor(db))).total).toBe(before + 1);
		expect((await comingMeetings(visitor(db), { county: '12' })).meetings.some((m) => m.id === id)).toBe(
			true
		);
		const entry = await db
			.selectFrom('dossier_entry')
			.selectAll()
			.where('activity_id', '=', id)
			.executeTakeFirst();
		expect(entry).toMatchObject({ kind: 'material', audience: 'public' });
	});
});

describe('registration', () => {
	test('the last place goes to one of two, also when they come at once', async () => {
		const id = await open({ capacity: 5 });
		const results = await Promise.all(
			Array.from({ length: 20 }, (_, n) =>
				registerForWorkshop({ ...visitor(db), client: `c${n}` }, run.slug, id, someone(n))
			)
		);
		expect(results.filter((result) => result === 'place')).toHaveLength(5);
		expect(results.filter((result) => result === 'waiting')).toHaveLength(15);
	});

	test('negative control: without the lock the same race gives out too many places', async () => {
		const id = await open({ capacity: 5 });
		const careless = async (n: number) =>
			db.transaction().execute(async (tx) => {
				const { taken } = await tx
					.selectFrom('workshop_participant')
					.select(sql<number>`count(*)::int`.as('taken'))
					.where('workshop_id', '=', id)
					.executeTakeFirstOrThrow();
				await sql`select pg_sleep(0.02)`.execute(tx);
				if (taken < 5)
					await tx
						.insertInto('workshop_participant')
						.values({ workshop_id: id, name: `N${n}`, email: `n${n}@example.org`, takes_part_as: 'other' })
						.execute();
			});
		await Promise.all(Array.from({ length: 20 }, (_, n) => careless(n)));
		const { n } = await db
			.selectFrom('workshop_participant')
			.select(sql<number>`count(*)::int`.as('n'))
			.where('workshop_id', '=', id)
			.executeTakeFirstOrThrow();
		expect(n).toBeGreaterThan(5);
	});

	test('who withdraws leaves the place to the first in the queue, who is told', async () => {
		const id = await open({ capacity: 1 });
		for (const n of [1, 2, 3]) await registerForWorkshop(visitor(db), run.slug, id, someone(n));
		const first = (await sent()).find((mail) => mail.recipient === 'd1@example.org')!;
		await withdrawByLink(visitor(db), tokenIn(first));
		const mails = await sent();
		expect(mails.at(-1)).toMatchObject({ recipient: 'd2@example.org', calendar_method: 'REQUEST' });
		const { participants } = await participantsPage(ctx, run.slug, id);
		expect(participants.map((p) => [p.name, p.hasPlace])).toEqual([
			['Deltagare 2', true],
			['Deltagare 3', false]
		]);
	});

	test('more room lets the queue in, and registering twice reveals nothing and makes no second row', async () => {
		const id = await open({ capacity: 1 });
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		await registerForWorkshop(visitor(db), run.slug, id, someone(2));
		expect(await registerForWorkshop(visitor(db), run.slug, id, someone(1))).toBe('already');
		await updateWorkshop(ctx, run.slug, id, { ...input({ capacity: 3 }), revision: 1 });
		const { participants } = await participantsPage(ctx, run.slug, id);
		expect(participants).toHaveLength(2);
		expect(participants.every((p) => p.hasPlace)).toBe(true);
	});

	test('an organisation by name gets its sector from the directory; an unknown one must say it', async () => {
		const id = await open();
		const school = await makeOrganisation(db, { name: 'Högskolan i Prov', sector: 'academia' });
		const who = { name: 'A', email: 'a@example.org', takesPartAs: 'organisation' as const };
		await registerForWorkshop(visitor(db), run.slug, id, {
			...who,
			organisationName: 'högskolan i prov',
			sector: 'other'
		});
		const { participants } = await participantsPage(ctx, run.slug, id);
		expect(participants[0]).toMatchObject({ organisation: school.name, group: 'academia' });
		await expect(
			registerForWorkshop(visitor(db), run.slug, id, {
				...who,
				email: 'b@example.org',
				organisationName: 'Ingen'
			})
		).rejects.toMatchObject({ code: 'invalid', fields: { sector: 'workshops.error.sector' } });
	});

	test('needs are erased a week after, by the daily job', async () => {
		const id = await open();
		await registerForWorkshop(visitor(db), run.slug, id, { ...someone(1), food: 'Nötter går inte' });
		await move(id, 24 * 6);
		await eraseNeedsJob.run({}, db);
		expect((await participantsPage(ctx, run.slug, id)).participants[0]!.needs).toEqual({
			food: 'Nötter går inte'
		});
		await move(id, 24 * 8);
		await eraseNeedsJob.run({}, db);
		expect((await participantsPage(ctx, run.slug, id)).participants[0]!.needs).toBeNull();
	});
});

describe('calendar mails', () => {
	const field = (ics: string, name: string) =>
		new RegExp(`^${name}[:;](.*)$`, 'm').exec(ics.replace(/\r\n[ \t]/g, ''))?.[1]?.trim();

	test('the same UID, a rising SEQUENCE, CANCEL at the end', async () => {
		const id = await open();
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		await updateWorkshop(ctx, run.slug, id, {
			...input({ startsAt: local(11), endsAt: local(11, 12) }),
			revision: 1
		});
		await updateWorkshop(ctx, run.slug, id, {
			...input({ startsAt: local(11), endsAt: local(11, 12), about: 'Bara text' }),
			revision: 2
		});
		await cancelWorkshop(ctx, run.slug, id, { reason: 'Sjukdom' });
		const mails = (await sent()).filter((mail) => mail.calendar);
		expect(mails.map((mail) => mail.calendar_method)).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
		expect(new Set(mails.map((mail) => field(mail.calendar!, 'UID'))).size).toBe(1);
		expect(mails.map((mail) => Number(field(mail.calendar!, 'SEQUENCE')))).toEqual([0, 1, 2]);
		expect(mails.map((mail) => field(mail.calendar!, 'METHOD'))).toEqual(['REQUEST', 'REQUEST', 'CANCEL']);
		expect(field(mails[2]!.calendar!, 'STATUS')).toBe('CANCELLED');
		expect(mails[0]!.calendar).toContain('TZID:Europe/Stockholm');
		expect(field(mails[0]!.calendar!, 'DTSTAMP')).toMatch(/Z$/);
		const file = await workshopCalendar(visitor(db), run.slug, id);
		expect(field(file, 'UID')).toBe(field(mails[0]!.calendar!, 'UID'));
	});

	test('who withdrew and comes again counts on, so the calendar believes it', async () => {
		const id = await open();
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		await withdrawByLink(visitor(db), tokenIn((await sent())[0]!));
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		const sequences = (await sent()).map((mail) => [
			mail.calendar_method,
			Number(field(mail.calendar!, 'SEQUENCE'))
		]);
		expect(sequences).toEqual([
			['REQUEST', 0],
			['CANCEL', 1],
			['REQUEST', 2]
		]);
	});

	test('a title with line breaks puts nothing into the calendar, and the real mail parses', async () => {
		const { calendarOf } = await import('./server/calendar.ts');
		const { findWorkshop } = await import('./server/access.ts');
		const id = await open({ title: 'Lunch\r\nATTENDEE:mailto:evil@example.org' });
		const workshop = (await findWorkshop(db, id))!;
		const ics = calendarOf(workshop, {
			method: 'REQUEST',
			sequence: 3,
			lang: 'sv',
			url: 'http://x.test',
			attendee: { name: 'Åsa', email: 'a@example.org' }
		});
		expect(ics.match(/^ATTENDEE/gm)).toHaveLength(1);
		const nodemailer = (await import('nodemailer')).default;
		const { message } = await nodemailer.createTransport({ streamTransport: true, buffer: true }).sendMail({
			from: 'a@example.org',
			to: 'b@example.org',
			subject: 'S',
			text: 't',
			html: '<p>t</p>',
			alternatives: [{ contentType: 'text/calendar; method=REQUEST; charset=utf-8', content: ics }]
		});
		const parsed = await PostalMime.parse(message as Buffer);
		const part = parsed.attachments.find((one) => one.mimeType === 'text/calendar')!;
		expect(part.method).toBe('REQUEST');
		expect(Buffer.from(part.content as ArrayBuffer).toString('utf8')).toContain('SEQUENCE:3');
	});

	test('the digital room is in the mail of who has a place, never in the public file', async () => {
		const id = await open({ form: 'digital', placeName: undefined, link: 'https://rum.example.org/hemligt' });
		expect(await workshopCalendar(visitor(db), run.slug, id)).not.toContain('hemligt');
		expect((await workshopPage(visitor(db), run.slug, id)).workshop.link).toBeNull();
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		expect((await sent())[0]!.calendar).toContain('hemligt');
	});

	test('reminders go out once, and not for a start that was moved', async () => {
		const id = await open();
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		const { reminderJob } = await import('./index.ts');
		const at = (await workshopPage(ctx, run.slug, id)).workshop.startsAt.toISOString();
		const queued = await sql<{
			start_after: Date;
		}>`select start_after from pgboss.job where data->>'name' = 'workshop.remind'`.execute(db);
		expect(new Date(at).getTime() - queued.rows[0]!.start_after.getTime()).toBe(2 * 86_400_000);
		await reminderJob.run({ workshopId: id, startsAt: '2030-01-01T00:00:00.000Z' }, db);
		await reminderJob.run({ workshopId: id, startsAt: at }, db);
		await reminderJob.run({ workshopId: id, startsAt: at }, db);
		expect((await sent()).filter((mail) => mail.subject.startsWith('Snart dags'))).toHaveLength(1);
	});
});

describe('invitations', () => {
	test('representatives get a mail each; who has nobody here is listed; counts and gaps follow', async () => {
		const id = await open();
		const club = await makeOrganisation(db, { name: 'Föreningen Prov', sector: 'civil-society' });
		const firm = await makeOrganisation(db, { name: 'Bolaget Prov', sector: 'business' });
		await makePerson(db, {
			email: 'ordf@prov.example',
			member: [{ organisationId: club.id, role: 'representative' }]
		});
		const choice = { organisation: [club.id, firm.id], sector: [], theme: [], county: [] };
		const before = await invitePage(ctx, run.slug, id, choice);
		expect(before.counts['civil-society']).toBe(0);
		expect(before.withPicked).toMatchObject({ 'civil-society': 1, business: 1 });
		expect(before.missing).toContain('lived-experience');
		expect(await inviteOrganisations(ctx, run.slug, id, choice.organisation)).toEqual({
			mailed: 1,
			unreachable: 1,
			already: 0
		});
		expect(await inviteOrganisations(ctx, run.slug, id, choice.organisation)).toEqual({
			mailed: 0,
			unreachable: 0,
			already: 2
		});
		expect((await sent()).map((mail) => mail.recipient)).toEqual(['ordf@prov.example']);
		await invitePerson(ctx, run.slug, id, {
			name: 'Lo',
			email: 'lo@example.org',
			mailLang: 'en',
			livedExperience: true
		});
		const after = await invitePage(ctx, run.slug, id, { ...choice, organisation: [] });
		expect(after.counts).toMatchObject({ 'civil-society': 1, business: 1, 'lived-experience': 1 });
		expect(after.missing).toEqual(['public', 'academia', 'social-enterprise', 'funder']);
	});

	test('a token is stored only as a hash, and looking answers nothing', async () => {
		const id = await open();
		await invitePerson(ctx, run.slug, id, {
			name: 'Lo',
			email: 'lo@example.org',
			mailLang: 'sv',
			livedExperience: true
		});
		const token = tokenIn((await sent())[0]!);
		const links = await db.selectFrom('workshop_link').selectAll().execute();
		expect(JSON.stringify(links)).not.toContain(token);
		expect((await openMyWorkshop(visitor(db), token)).invitation).toMatchObject({
			answer: null,
			livedExperience: true
		});
		await expect(openMyWorkshop(visitor(db), `${token}x`)).rejects.toMatchObject({ code: 'expired' });
	});

	test('yes registers, no gives the place back, another person gets a link of their own', async () => {
		const id = await open();
		for (const n of [1, 2, 3])
			await invitePerson(ctx, run.slug, id, {
				name: `P${n}`,
				email: `p${n}@example.org`,
				mailLang: 'sv',
				livedExperience: false
			});
		const tokens = (await sent()).map(tokenIn);
		await answerYes(visitor(db), tokens[0]!, { ...someone(1), email: 'p1@example.org' });
		expect((await openMyWorkshop(visitor(db), tokens[0]!)).place).toMatchObject({ hasPlace: true });
		await answerNo(visitor(db), tokens[0]!);
		expect((await openMyWorkshop(visitor(db), tokens[0]!)).place).toMatchObject({ withdrawn: true });
		expect(await passOn(visitor(db), tokens[1]!, { otherName: 'Ny', otherEmail: 'ny@example.org' })).toBe(
			'invited'
		);
		await expect(
			passOn(visitor(db), tokens[1]!, { otherName: 'Ny', otherEmail: 'ny2@example.org' })
		).rejects.toMatchObject({ code: 'conflict' });
		expect((await sent()).at(-1)!.recipient).toBe('ny@example.org');
	});
});

describe('after the workshop', () => {
	test('attendance, walk-ins and organisations become facts; "other" is no sector', async () => {
		const id = await open();
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		await expect(recordAttendance(ctx, run.slug, id, attendance([]))).rejects.toMatchObject({
			code: 'conflict'
		});
		await move(id, 5);
		const one = (await participantsPage(ctx, run.slug, id)).participants[0]!;
		await addWalkIn(ctx, run.slug, id, {
			name: 'Gäst',
			takesPartAs: 'organisation',
			organisationName: 'Okänd',
			sector: 'business'
		});
		const club = await makeOrganisation(db, { name: 'Klubben', sector: 'civil-society' });
		await addPresentOrganisation(ctx, run.slug, id, { organisationName: 'klubben', persons: 3 });
		const facts = async () => (await workshopKind.computeFacts(db, [run.id])).get(run.id)!;
		expect(await facts()).toEqual({
			'workshop.held': 0,
			'workshop.sectors': 0,
			'workshop.lived-experience': false
		});
		const walkIn = (await participantsPage(ctx, run.slug, id)).participants.find((p) => p.walkIn)!;
		await recordAttendance(
			ctx,
			run.slug,
			id,
			attendance([one.id, walkIn.id], { 'count-other': 4, 'count-public': 2 })
		);
		expect(await facts()).toEqual({
			'workshop.held': 1,
			'workshop.sectors': 3,
			'workshop.lived-experience': true
		});
		const taking = await workshopKind.organisationsTakingPart(db, [run.id]);
		expect(taking.get(run.id)).toEqual([club.id]);
		await recordAttendance(ctx, run.slug, id, attendance([walkIn.id]));
		expect(await facts()).toMatchObject({ 'workshop.sectors': 2, 'workshop.lived-experience': false });
	});

	test('sectors are counted within one workshop, not added over several', async () => {
		for (const group of ['count-public', 'count-business', 'count-academia']) {
			const { id } = await createWorkshop(
				ctx,
				run.slug,
				input({ startsAt: local(-9), endsAt: local(-9, 12), afterwards: true })
			);
			await recordAttendance(ctx, run.slug, id, attendance([], { [group]: 5 }));
		}
		const facts = (await workshopKind.computeFacts(db, [run.id])).get(run.id)!;
		expect(facts).toMatchObject({ 'workshop.held': 3, 'workshop.sectors': 1 });
	});

	test('one that took place on paper can be registered, a coming one not that way', async () => {
		await expect(createWorkshop(ctx, run.slug, input({ afterwards: true }))).rejects.toMatchObject({
			code: 'invalid'
		});
		await expect(
			createWorkshop(ctx, run.slug, input({ startsAt: local(-1), endsAt: local(-1, 12) }))
		).rejects.toMatchObject({ code: 'invalid' });
	});

	test('minutes reach those who were there, and the dossier with its organisations', async () => {
		const id = await open();
		const club = await makeOrganisation(db, { name: 'Kören', sector: 'civil-society' });
		await registerForWorkshop(visitor(db), run.slug, id, {
			name: 'A',
			email: 'a@example.org',
			takesPartAs: 'organisation',
			organisationName: 'Kören'
		});
		await registerForWorkshop(visitor(db), run.slug, id, someone(2));
		const token = tokenIn((await sent())[0]!);
		await move(id, 5);
		const { participants, workshop } = await participantsPage(ctx, run.slug, id);
		const present = participants.filter((p) => p.organisation).map((p) => p.id);
		await expect(publishMinutes(ctx, run.slug, id)).rejects.toMatchObject({ code: 'conflict' });
		await recordAttendance(ctx, run.slug, id, attendance(present));
		const file = new File(['Tavlan säger: buss'], 'tavlan.txt');
		await saveMinutes(ctx, run.slug, id, {
			textLang: 'sv',
			minutes: 'Bussen kom upp vid alla bord.',
			revision: workshop.revision,
			file
		});
		expect(await myWorkshopMinutes(visitor(db), token)).toBeNull();
		expect(await publishMinutes(ctx, run.slug, id)).toEqual({ mailed: 1 });
		expect((await myWorkshopMinutes(visitor(db), token))!.files).toHaveLength(1);
		const entry = await db
			.selectFrom('dossier_entry')
			.selectAll()
			.where('source_kind', '=', 'workshop-minutes')
			.where('source_id', '=', id)
			.executeTakeFirstOrThrow();
		expect(entry).toMatchObject({ audience: 'participants', organisations: [club.id] });
		expect(entry.file_ids).toHaveLength(1);
		const last = (await sent()).at(-1)!;
		expect(last.recipient).toBe('a@example.org');
		expect(await listWorkshops(ctx, run.slug).then((l) => l.workshops[0])).toMatchObject({
			stage: 'held',
			attended: 1
		});
	});

	test("the minutes' file opens for the link holder, not for strangers", async () => {
		const { openFile } = await import('#platform/server/files/index.ts');
		const { openFilesByLink } = await import('./index.ts');
		const id = await open();
		await registerForWorkshop(visitor(db), run.slug, id, someone(1));
		const token = tokenIn((await sent())[0]!);
		await move(id, 5);
		const page = await participantsPage(ctx, run.slug, id);
		await recordAttendance(ctx, run.slug, id, attendance([page.participants[0]!.id]));
		await saveMinutes(ctx, run.slug, id, {
			textLang: 'sv',
			minutes: 'Text',
			revision: page.workshop.revision,
			file: new File(['x'], 'x.txt')
		});
		const [file] = (await participantsPage(ctx, run.slug, id)).files;
		const holder = visitor(db);
		await openFilesByLink(holder, token);
		expect(await openFile(holder, file!.id)).toBeNull();
		await publishMinutes(ctx, run.slug, id);
		expect(await openFile(holder, file!.id)).not.toBeNull();
		expect(await openFile(visitor(db), file!.id)).toBeNull();
	});

	test('export, import into another initiative, export: the same', async () => {
		const { id } = await createWorkshop(
			ctx,
			run.slug,
			input({ startsAt: local(-9), endsAt: local(-9, 12), afterwards: true })
		);
		await recordAttendance(
			ctx,
			run.slug,
			id,
			attendance([], { 'count-public': 2, 'count-lived-experience': 3 })
		);
		await open();
		const out = await workshopKind.exportFrom(db, run.id);
		const other = await makeInitiative(db);
		await db
			.transaction()
			.execute((tx) =>
				workshopKind.importInto(
					tx,
					ctx,
					other.id,
					workshopKind.exported.parse(JSON.parse(JSON.stringify(out)))
				)
			);
		expect(await workshopKind.exportFrom(db, other.id)).toEqual(out);
	});

	test('erasing a person leaves the counts', async () => {
		const person = await makePerson(db, { email: 'jag@example.org' });
		const id = await open();
		await registerForWorkshop(person.ctx, run.slug, id, {
			...someone(1),
			email: 'jag@example.org',
			food: 'Vegan'
		});
		expect(await workshopKind.personal.show(db, person.id, 'sv')).toHaveLength(1);
		await db.transaction().execute((tx) => workshopKind.personal.erase(tx, person.id));
		const { participants } = await participantsPage(ctx, run.slug, id);
		expect(participants[0]).toMatchObject({ name: '–', email: null, needs: null });
	});
});
