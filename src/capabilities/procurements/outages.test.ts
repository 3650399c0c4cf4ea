import '../../composition.ts';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import { visitor } from '#capabilities/initiatives/testing.ts';
import { beat, newestOutages } from '#platform/server/outages/index.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { testDb } from '#platform/server/testing/db.ts';
import { cancelProcurement } from './server/cancel.ts';
import { publicProcurement } from './server/public.ts';
import { contentOf, deliver, makeProcurement, makeTender, type MadeProcurement } from './testing.ts';
import { code, unseal } from './testing-rounds.ts';

const { db } = await testDb();

/** The pulse was last written so long ago. */
const silentFor = (interval: string) =>
	sql`insert into pulse (name, at) values ('web', clock_timestamp() - ${interval}::interval)
		on conflict (name) do update set at = excluded.at`.execute(db);

/** The deadline lies so far from now; negative has passed. */
const deadlineIn = (made: MadeProcurement, interval: string) =>
	sql`update procurement_round set questions_until = null, tenders_until = clock_timestamp() + ${interval}::interval
		where procurement_id = ${made.ref.id} and number = 1`.execute(db);

const moved = async (made: MadeProcurement) =>
	(await publicProcurement(visitor(db), made.ref)).extensions.length;
const open = async () => {
	const made = await makeProcurement(db);
	await sql`update initiative set published_at = now() where id = ${made.run.id}`.execute(db);
	return made;
};

describe('an outage', () => {
	beforeEach(async () => {
		await sql`delete from round_extension`.execute(db);
		await sql`delete from outage`.execute(db);
	});

	it('is recorded by the first pulse after it, once', async () => {
		await silentFor('30 seconds');
		expect(await beat(db)).toBeNull();
		await silentFor('5 minutes');
		const found = await Promise.all([beat(db), beat(db), beat(db)]);
		expect(found.filter(Boolean)).toHaveLength(1);
		const [outage] = await newestOutages(db, 10);
		expect(Math.round((outage!.to.getTime() - outage!.from.getTime()) / 1000)).toBe(300);
		expect(await newestOutages(db, 10)).toHaveLength(1);
	});

	it('that covered the deadline, or took ten minutes of the last hours, moves it for all', async () => {
		const [covered, before, brief, far, over, cancelled] = [
			await open(),
			await open(),
			await open(),
			await open(),
			await open(),
			await open()
		];
		await deadlineIn(covered, '-2 minutes');
		await deadlineIn(before, '1 hour');
		await deadlineIn(brief, '3 hours 55 minutes');
		await deadlineIn(far, '5 hours');
		await deadlineIn(over, '-1 hour');
		await deadlineIn(cancelled, '-2 minutes');
		await cancelProcurement(cancelled.run.decider.ctx, cancelled.ref, {
			reason: 'Pengarna är inte säkra.',
			decidedByName: 'Bo Beslutare'
		});
		await silentFor('15 minutes');
		await beat(db);
		// Fifteen minutes ago it was four hours and ten minutes to the third: only five of them count.
		expect(await Promise.all([covered, before, brief, far, over, cancelled].map(moved))).toEqual([
			1, 1, 0, 0, 0, 0
		]);
		const { extensions, procurement } = await publicProcurement(visitor(db), covered.ref);
		expect(extensions[0]!.outage).not.toBeNull();
		const { rows } = await sql<{ same: boolean; later: boolean; weekday: number }>`select
			to_char(tenders_until at time zone 'Europe/Stockholm', 'HH24:MI') = ${extensions[0]!.fromAt.toLocaleTimeString('sv-SE', { timeZone: 'Europe/Stockholm', hour: '2-digit', minute: '2-digit' })} as same,
			(tenders_until at time zone 'Europe/Stockholm')::date > (now() at time zone 'Europe/Stockholm')::date as later,
			extract(isodow from tenders_until at time zone 'Europe/Stockholm')::int as weekday
			from procurement_round where id = ${procurement.rounds[0]!.id}`.execute(db);
		expect(rows[0]).toMatchObject({ same: true, later: true });
		expect(rows[0]!.weekday).toBeLessThan(6);
		const mails = await sql`select 1 from pgboss.job where data->>'name' = 'procurement.tell-tenderers'
			and data->'data'->>'procurementId' = ${covered.ref.id}`.execute(db);
		expect(mails.rows).toHaveLength(1);
		expect((await verifyAudit(db)).faults).toEqual([]);
	});

	it('blocks the opening, and lets in who comes right after it, before any pulse is written', async () => {
		const made = await open();
		const { representative, tenderId } = await makeTender(db, made, { submitted: false });
		await deadlineIn(made, '-1 minute');
		await silentFor('20 seconds');
		// Negative control: with a pulse the same tender is too late.
		expect(await code(deliver(representative.ctx, tenderId, contentOf(made)))).toBe(
			'conflict procurement.refuse.late'
		);
		await silentFor('10 minutes');
		expect(await code(unseal(made))).toBe('conflict procurement.refuse.too-early');
		const other = await open();
		const tender = await makeTender(db, other, { submitted: false });
		await deadlineIn(other, '-1 minute');
		await silentFor('10 minutes');
		expect(await code(deliver(tender.representative.ctx, tender.tenderId, contentOf(other)))).toBe('done');
		expect(await moved(other)).toBe(1);
	});

	it('after the opening changes nothing', async () => {
		const made = await open();
		await deadlineIn(made, '-1 second');
		expect(await unseal(made)).toBe('opened');
		await silentFor('10 minutes');
		await beat(db);
		expect(await moved(made)).toBe(0);
	});
});
