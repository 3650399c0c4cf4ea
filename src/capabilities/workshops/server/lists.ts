import { sql } from 'kysely';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import type { InviteChoice } from '../form.ts';
import {
	groupOf,
	missingGroups,
	noCounts,
	stageOf,
	type Group,
	type GroupCounts,
	type Sector,
	type Stage,
	type TakesPartAs
} from '../rules.ts';
import { workInInitiative } from '#capabilities/initiatives/index.ts';
import { accessWorkshop, facilitateWorkshop, type WorkshopAccess } from './access.ts';
import { attendingGroups } from './attendance.ts';
import { minutesFiles } from './queries.ts';

export interface InvitationLine {
	id: string;
	name: string | null;
	email: string | null;
	organisation: string | null;
	livedExperience: boolean;
	answer: string | null;
	sentAt: Date | null;
	passedOn: boolean;
}

export interface Candidate {
	id: string;
	name: string;
	sector: Sector;
	municipality: string | null;
	invited: boolean;
	/** Somebody here represents it and gets the mail. */
	reachable: boolean;
}

export interface InvitePage extends WorkshopAccess {
	invitations: InvitationLine[];
	candidates: Candidate[];
	/** More match than are shown. */
	more: boolean;
	/** Organisations and people already invited or registered, per group. */
	counts: GroupCounts;
	/** As above with the ticked ones added, and who is then still missing. */
	withPicked: GroupCounts;
	missing: Group[];
}

const SHOWN = 100;

/** Choosing whom to invite: candidates of the directory, and how the room is put together so far. */
export async function invitePage(
	ctx: Context,
	slug: string,
	id: string,
	choice: InviteChoice
): Promise<InvitePage> {
	const access = await facilitateWorkshop(ctx, slug, id);
	const candidates = await findCandidates(ctx.db, id, choice);
	const counts = await expectedGroups(ctx.db, id);
	const withPicked = { ...counts };
	for (const sector of await sectorsOf(ctx.db, id, choice.organisation)) withPicked[sector] += 1;
	return {
		...access,
		invitations: await invitationLines(ctx.db, id),
		candidates: candidates.slice(0, SHOWN),
		more: candidates.length > SHOWN,
		counts,
		withPicked,
		missing: missingGroups(withPicked)
	};
}

async function findCandidates(db: DbOrTx, id: string, choice: InviteChoice): Promise<Candidate[]> {
	const rows = await db
		.selectFrom('organisation as o')
		.select(['o.id', 'o.name', 'o.sector', 'o.municipality'])
		.select(
			sql<boolean>`exists (select from workshop_invitation v where v.organisation_id = o.id and v.workshop_id = ${id})`.as(
				'invited'
			)
		)
		.select(
			sql<boolean>`exists (select from membership m where m.organisation_id = o.id and m.ended_at is null
				and m.role in ('representative','decision-maker'))`.as('reachable')
		)
		.where('o.hidden_at', 'is', null)
		.$if(choice.sector.length > 0, (query) => query.where('o.sector', 'in', choice.sector))
		.$if(choice.county.length > 0, (query) => query.where('o.county', 'in', choice.county))
		.$if(choice.theme.length > 0, (query) => query.where(sql<boolean>`o.themes && ${choice.theme}::text[]`))
		.$if(Boolean(choice.q), (query) => query.where('o.name', 'ilike', `%${likeText(choice.q!)}%`))
		.orderBy(sql`o.name collate "sv-SE-x-icu"`)
		.limit(SHOWN + 1)
		.execute();
	return rows.map((row) => ({ ...row, sector: row.sector as Sector }));
}

const likeText = (text: string) => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

/** Sectors of ticked organisations that are not invited yet. */
async function sectorsOf(db: DbOrTx, workshopId: string, picked: string[]): Promise<Sector[]> {
	if (picked.length === 0) return [];
	const rows = await db
		.selectFrom('organisation as o')
		.select('o.sector')
		.where('o.id', 'in', picked)
		.where(
			sql<boolean>`not exists (select from workshop_invitation v where v.organisation_id = o.id and v.workshop_id = ${workshopId})`
		)
		.execute();
	return rows.map((row) => row.sector as Sector);
}

/** Who is asked or coming, per group: an organisation counts once however many represent it; a no counts nothing. */
export async function expectedGroups(db: DbOrTx, id: string): Promise<GroupCounts> {
	const counts = noCounts();
	const { rows } = await sql<{ grp: Group; n: number }>`
		with asked as (
			select distinct on (v.organisation_id) o.sector as grp
			from workshop_invitation v join organisation o on o.id = v.organisation_id
			where v.workshop_id = ${id} and v.answer is distinct from 'no'
		), people as (
			select case when lived_experience then 'lived-experience' else 'other' end as grp
			from workshop_invitation
			where workshop_id = ${id} and organisation_id is null and answer is null
		), coming as (
			select p.takes_part_as, p.sector from workshop_participant p
			left join workshop_invitation v on v.id = p.invitation_id
			where p.workshop_id = ${id} and p.withdrawn_at is null and not p.walk_in and v.organisation_id is null
		)
		select grp, count(*)::int as n from (
			select grp from asked union all select grp from people union all
			select case takes_part_as when 'organisation' then sector else takes_part_as end from coming
		) as everybody group by grp`.execute(db);
	for (const row of rows) counts[row.grp] += row.n;
	return counts;
}

async function invitationLines(db: DbOrTx, id: string): Promise<InvitationLine[]> {
	const rows = await db
		.selectFrom('workshop_invitation as v')
		.leftJoin('organisation as o', 'o.id', 'v.organisation_id')
		.select(['v.id', 'v.name', 'v.email', 'o.name as organisation', 'v.lived_experience', 'v.answer'])
		.select(['v.sent_at', 'v.passed_from'])
		.where('v.workshop_id', '=', id)
		.orderBy('v.created_at')
		.orderBy('v.id')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		email: row.email,
		organisation: row.organisation,
		livedExperience: row.lived_experience,
		answer: row.answer,
		sentAt: row.sent_at,
		passedOn: row.passed_from !== null
	}));
}

export interface ParticipantLine {
	id: string;
	name: string;
	email: string | null;
	organisation: string | null;
	group: Group;
	hasPlace: boolean;
	onSite: boolean;
	walkIn: boolean;
	attended: boolean;
	needs: { food?: string; interpreter?: string; access?: string } | null;
}

export interface ParticipantsPage extends WorkshopAccess {
	participants: ParticipantLine[];
	/** Present without names: one line per organisation. */
	organisations: { id: string; name: string; group: Group; persons: number }[];
	/** And simply counted, per group. */
	unnamed: GroupCounts;
	present: GroupCounts;
	files: { id: string; name: string; size: number }[];
}

/** Who is coming, who came, and what they need; for those who facilitate. */
export async function participantsPage(ctx: Context, slug: string, id: string): Promise<ParticipantsPage> {
	const access = await facilitateWorkshop(ctx, slug, id);
	const unnamed = noCounts();
	const heads = await headcounts(ctx.db, id);
	for (const row of heads.filter((head) => !head.name)) unnamed[row.group] += row.persons;
	return {
		...access,
		participants: await participantLines(ctx.db, id),
		organisations: heads.flatMap(({ name, ...rest }) => (name ? [{ name, ...rest }] : [])),
		unnamed,
		present: await attendingGroups(ctx.db, id),
		files: await minutesFiles(ctx.db, id, false)
	};
}

async function headcounts(db: DbOrTx, id: string) {
	const rows = await db
		.selectFrom('workshop_headcount as h')
		.leftJoin('organisation as o', 'o.id', 'h.organisation_id')
		.select(['h.id', 'h.of_group', 'h.persons', 'h.organisation_name', 'o.name'])
		.where('h.workshop_id', '=', id)
		.orderBy('h.id')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		group: row.of_group as Group,
		persons: row.persons,
		name: row.name ?? row.organisation_name
	}));
}

async function participantLines(db: DbOrTx, id: string): Promise<ParticipantLine[]> {
	const rows = await db
		.selectFrom('workshop_participant as p')
		.leftJoin('organisation as o', 'o.id', 'p.organisation_id')
		.selectAll('p')
		.select('o.name as organisation')
		.where('p.workshop_id', '=', id)
		.where('p.withdrawn_at', 'is', null)
		.orderBy(sql`p.name collate "sv-SE-x-icu"`)
		.execute();
	return rows.map((row) => ({
		id: row.id,
		name: row.name,
		email: row.email,
		organisation: row.organisation ?? row.organisation_name,
		group: groupOf({ takesPartAs: row.takes_part_as as TakesPartAs, sector: row.sector as Sector | null }),
		hasPlace: row.place_at !== null,
		onSite: row.on_site,
		walkIn: row.walk_in,
		attended: row.attended_at !== null,
		needs: row.needs as ParticipantLine['needs']
	}));
}

export interface WorkshopOverview extends WorkshopAccess {
	stage: Stage;
	counts: { invited: number; registered: number; waiting: number; attended: number | null; insights: number };
	expected: GroupCounts;
	missing: Group[];
	present: GroupCounts | null;
}

/** A workshop as its team sees it: how far it has come, and who is still missing. */
export async function workshopOverview(ctx: Context, slug: string, id: string): Promise<WorkshopOverview> {
	const access = await accessWorkshop(ctx, slug, id, workInInitiative);
	const expected = await expectedGroups(ctx.db, id);
	const present = access.workshop.attendanceRecordedAt ? await attendingGroups(ctx.db, id) : null;
	const { rows } = await sql<WorkshopOverview['counts']>`
		select (select count(*)::int from workshop_invitation where workshop_id = ${id}) as invited,
			count(*) filter (where place_at is not null)::int as registered,
			count(*) filter (where place_at is null)::int as waiting,
			(select count(*)::int from insight where workshop_id = ${id}) as insights
		from workshop_participant where workshop_id = ${id} and withdrawn_at is null and not walk_in`.execute(ctx.db);
	const attended = present ? Object.values(present).reduce((sum, n) => sum + n, 0) : null;
	return {
		...access,
		stage: stageOf(access.workshop),
		counts: { ...rows[0]!, attended },
		expected,
		missing: missingGroups(expected),
		present
	};
}
