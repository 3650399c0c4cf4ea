import { sql } from 'kysely';
import { VISITOR } from '#platform/access/index.ts';
import { addDays, isWorkingDay } from '#platform/days.ts';
import { translator } from '#platform/i18n/index.ts';
import { toText } from '#platform/i18n/text.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Tx } from '#platform/server/db/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import { announce } from '#platform/server/news/index.ts';
import { onOutage, type Outage } from '#platform/server/outages/index.ts';
import { OUTAGE_HOURS, OUTAGE_MINUTES } from '../rules.ts';
import { publicPath } from './common.ts';
import { mailDrafters } from './mail.ts';

// The rule that stands on every call: an outage that covered the deadline, or took so many minutes of the last hours
// before it, moves the deadline for all to the same hour of the next working day.

interface Hit {
	roundId: string;
	procurementId: string;
	initiativeId: string;
	slug: string;
	title: unknown;
	until: Date;
	/** Swedish days and hours of the deadline and of the outage's end. */
	hour: string;
	endDay: string;
}

/** Moves every deadline that the outage touched. Rounds that are opened or cancelled stay as they are. */
async function extendFor(tx: Tx, outage: Outage): Promise<void> {
	const { rows } = await sql<Hit>`
		select r.id as "roundId", p.id as "procurementId", i.id as "initiativeId", i.slug, p.title,
			r.tenders_until as until, to_char(r.tenders_until at time zone 'Europe/Stockholm', 'HH24:MI') as hour,
			to_char(greatest(r.tenders_until, ${outage.to}) at time zone 'Europe/Stockholm', 'YYYY-MM-DD') as "endDay"
		from procurement_round r
		join procurement p on p.id = r.procurement_id
		join initiative i on i.id = p.initiative_id
		where r.published_at is not null
			and not exists (select 1 from opening o where o.round_id = r.id)
			and not exists (select 1 from cancelled_round c where c.round_id = r.id)
			and ((${outage.from}::timestamptz <= r.tenders_until and ${outage.to}::timestamptz >= r.tenders_until)
				or least(${outage.to}::timestamptz, r.tenders_until)
					- greatest(${outage.from}::timestamptz, r.tenders_until - make_interval(hours => ${OUTAGE_HOURS}))
					>= make_interval(mins => ${OUTAGE_MINUTES}))
		order by r.id for update of r`.execute(tx);
	const told = new Set<string>();
	for (const row of rows) {
		const until = await extendRound(tx, outage, row);
		// Lots have one deadline: their call is told of once.
		const call = `${row.procurementId} ${until.toISOString()}`;
		if (!told.has(call)) await tellOf(tx, row, until);
		told.add(call);
	}
}

async function extendRound(tx: Tx, outage: Outage, row: Hit): Promise<Date> {
	const to = `${nextWorkingDay(row.endDay)}T${row.hour}`;
	const moved = await sql<{ until: Date }>`update procurement_round
		set tenders_until = ${to}::timestamp at time zone 'Europe/Stockholm' where id = ${row.roundId}
		returning tenders_until as until`.execute(tx);
	const { until } = moved.rows[0]!;
	loadMessages();
	const t = translator('sv');
	await tx
		.insertInto('round_extension')
		.values({
			round_id: row.roundId,
			from_at: row.until,
			to_at: until,
			reason: t('procurement.outage.reason', { from: t.dateTime(outage.from), to: t.dateTime(outage.to) }),
			outage_id: outage.id
		})
		.execute();
	await tx.updateTable('activity').set({ ends_at: until }).where('id', '=', row.procurementId).execute();
	await audit(tx, VISITOR, {
		chain: `initiative:${row.initiativeId}`,
		action: 'procurement.extended-by-outage',
		subject: `procurement_round:${row.roundId}`,
		data: { outage: outage.id, from: row.until.toISOString(), to: until.toISOString() }
	});
	return until;
}

async function tellOf(tx: Tx, row: Hit, until: Date): Promise<void> {
	await announce(tx, VISITOR, {
		initiativeId: row.initiativeId,
		activityId: row.procurementId,
		kind: 'deadline',
		key: 'procurement.news.extended',
		params: { title: toText(row.title)!, until: until.toISOString() },
		path: publicPath(row.slug, row.procurementId),
		audience: 'public'
	});
	await mailDrafters(tx, row.procurementId, 'extended');
}

function nextWorkingDay(date: string): string {
	let day = addDays(date, 1);
	while (!isWorkingDay(day)) day = addDays(day, 1);
	return day;
}

onOutage(extendFor);
