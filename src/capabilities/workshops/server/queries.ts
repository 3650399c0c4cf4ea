import { sql } from 'kysely';
import { can } from '#platform/access/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { listFiles } from '#platform/server/files/index.ts';
import {
	accessInitiative,
	facilitateInitiative,
	workInInitiative,
	type Initiative
} from '#capabilities/initiatives/index.ts';
import { stageOf, whyNotRegister, type GroupCounts, type Stage } from '../rules.ts';
import { accessWorkshop, selectWorkshops, toWorkshop, type Workshop } from './access.ts';
import { attendingGroups } from './attendance.ts';
import { MINUTES } from './files.ts';
import { takenPlaces } from './places.ts';

export interface WorkshopLine {
	id: string;
	title: LocalText;
	startsAt: Date;
	endsAt: Date;
	stage: Stage;
	form: string;
	placeName: string | null;
	capacity: number | null;
	registered: number;
	waiting: number;
	invited: number;
	/** How many were there; null until attendance is recorded. */
	attended: number | null;
	minutesPublished: boolean;
}

/** All workshops of an initiative for its team, newest first. */
export async function listWorkshops(
	ctx: Context,
	slug: string
): Promise<{ initiative: Initiative; workshops: WorkshopLine[]; mayFacilitate: boolean }> {
	const initiative = await accessInitiative(ctx, slug, workInInitiative);
	const rows = await selectWorkshops(ctx.db)
		.select(countSql('registered', 'place_at is not null'))
		.select(countSql('waiting', 'place_at is null'))
		.select(
			sql<number>`(select count(*)::int from workshop_invitation v where v.workshop_id = w.id)`.as('invited')
		)
		.select(
			sql<number>`(select count(*)::int from workshop_participant p where p.workshop_id = w.id and p.attended_at is not null)
				+ (select coalesce(sum(persons), 0)::int from workshop_headcount h where h.workshop_id = w.id)`.as('attended')
		)
		.where('w.initiative_id', '=', initiative.id)
		.orderBy('a.starts_at', 'desc')
		.execute();
	const workshops = rows.map((row) => ({ ...lineOf(toWorkshop(row)), ...countsOf(row) }));
	return { initiative, workshops, mayFacilitate: can(ctx.actor, facilitateInitiative, initiative) };
}

function countSql<Name extends string>(name: Name, where: string) {
	return sql<number>`(select count(*)::int from workshop_participant p where p.workshop_id = w.id
		and p.withdrawn_at is null and not p.walk_in and p.${sql.raw(where)})`.as(name);
}

function lineOf(workshop: Workshop) {
	const { id, title, startsAt, endsAt, form, placeName, capacity } = workshop;
	const minutesPublished = workshop.minutesPublishedAt !== null;
	return {
		id,
		title,
		startsAt,
		endsAt,
		form,
		placeName,
		capacity,
		minutesPublished,
		stage: stageOf(workshop)
	};
}

function countsOf(row: {
	registered: number;
	waiting: number;
	invited: number;
	attended: number;
	attendance_recorded_at: Date | null;
}) {
	const { registered, waiting, invited } = row;
	return { registered, waiting, invited, attended: row.attendance_recorded_at ? row.attended : null };
}

export interface PublicWorkshop {
	initiative: Initiative;
	workshop: Workshop;
	stage: Stage;
	mayFacilitate: boolean;
	/** Null where there is room for all. */
	freePlaces: number | null;
	mayRegister: boolean;
	/** The asker's own registration, when signed in. */
	mine: { hasPlace: boolean; attended: boolean } | null;
	/** Who was there, once it is recorded. */
	present: GroupCounts | null;
	/** For those who were there and the team. */
	minutes: { text: LocalText | null; files: { id: string; name: string; size: number }[] } | null;
}

/** The public page of a workshop. What only participants may see is left out here, not in the page. */
export async function workshopPage(ctx: Context, slug: string, id: string): Promise<PublicWorkshop> {
	const { initiative, workshop, mayFacilitate } = await accessWorkshop(ctx, slug, id);
	const mine = await placeOfActor(ctx, id);
	const taken = workshop.capacity === null ? 0 : await takenPlaces(ctx.db, workshop);
	const seesLink = mine?.hasPlace || mayFacilitate;
	const seesMinutes = workshop.minutesPublishedAt !== null && (mine?.attended || mayFacilitate);
	return {
		initiative,
		workshop: { ...workshop, minutes: null, link: seesLink ? workshop.link : null },
		stage: stageOf(workshop),
		mayFacilitate,
		freePlaces: workshop.capacity === null ? null : Math.max(0, workshop.capacity - taken),
		mayRegister: whyNotRegister(workshop) === null,
		mine,
		present: workshop.attendanceRecordedAt ? await attendingGroups(ctx.db, id) : null,
		minutes: seesMinutes ? { text: workshop.minutes, files: await minutesFiles(ctx.db, id, true) } : null
	};
}

async function placeOfActor(ctx: Context, id: string): Promise<PublicWorkshop['mine']> {
	if (!ctx.actor.personId) return null;
	const row = await ctx.db
		.selectFrom('workshop_participant')
		.select(['place_at', 'attended_at'])
		.where('workshop_id', '=', id)
		.where('person_id', '=', ctx.actor.personId)
		.where('withdrawn_at', 'is', null)
		.executeTakeFirst();
	return row ? { hasPlace: row.place_at !== null, attended: row.attended_at !== null } : null;
}

export async function minutesFiles(db: DbOrTx, id: string, published: boolean) {
	const files = await listFiles(db, MINUTES, [id]);
	return files
		.filter((file) => !published || file.published_at)
		.map((file) => ({ id: file.id, name: file.name, size: file.size }));
}

export interface Meeting {
	id: string;
	slug: string;
	title: LocalText;
	initiative: LocalText;
	owner: string;
	startsAt: Date;
	endsAt: Date;
	form: string;
	placeName: string | null;
	municipality: string | null;
	freePlaces: number | null;
	langs: string[];
}

const PAGE = 20;

/** Workshops that one may still register for, soonest first, over all published initiatives. */
export async function comingMeetings(
	ctx: Context,
	filter: { county?: string; form?: string; page?: number } = {}
): Promise<{ meetings: Meeting[]; total: number; pages: number }> {
	ctx.access.decided = true;
	const query = openMeetings(ctx.db, filter);
	const { total } = await query.select(sql<number>`count(*)::int`.as('total')).executeTakeFirstOrThrow();
	const rows = await query
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.select(['w.id', 'i.slug', 'a.title', 'i.title as initiative', 'o.name as owner', 'i.municipality'])
		.select(['a.starts_at as startsAt', 'a.ends_at as endsAt', 'w.form', 'w.place_name as placeName'])
		.select(['w.langs', freeSql.as('freePlaces')])
		.orderBy('a.starts_at')
		.orderBy('w.id')
		.limit(PAGE)
		.offset(((filter.page ?? 1) - 1) * PAGE)
		.execute();
	const meetings = rows.map((row) => ({
		...row,
		title: toText(row.title)!,
		initiative: toText(row.initiative)!,
		startsAt: row.startsAt!,
		endsAt: row.endsAt!
	}));
	return { meetings, total, pages: Math.max(1, Math.ceil(total / PAGE)) };
}

const freeSql = sql<number | null>`case when w.capacity is not null then greatest(0, w.capacity - (
	select count(*) from workshop_participant p where p.workshop_id = w.id and p.place_at is not null
	and p.withdrawn_at is null and not p.walk_in and (w.form <> 'both' or p.on_site)))::int end`;

function openMeetings(db: DbOrTx, filter: { county?: string; form?: string }) {
	return db
		.selectFrom('activity as a')
		.innerJoin('workshop as w', 'w.id', 'a.id')
		.innerJoin('initiative as i', 'i.id', 'a.initiative_id')
		.where('a.kind', '=', 'workshop')
		.where('a.published_at', 'is not', null)
		.where('a.cancelled_at', 'is', null)
		.where('a.starts_at', '>', sql<Date>`now()`)
		.where('i.published_at', 'is not', null)
		.$if(Boolean(filter.county), (query) => query.where('i.county', '=', filter.county!))
		.$if(filter.form === 'digital', (query) => query.where('w.form', 'in', ['digital', 'both']))
		.$if(filter.form === 'on-site', (query) => query.where('w.form', 'in', ['on-site', 'both']));
}
