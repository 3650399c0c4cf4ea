import { sql } from 'kysely';
import { accessOrganisation, type Organisation } from '#capabilities/actors/index.ts';
import { authorize, definePermission, hasRoleIn } from '#platform/access/index.ts';
import { AppError } from '#platform/errors/index.ts';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Db } from '#platform/server/db/index.ts';
import { allRegisterLines, type Direction, type RegisterScope } from '#platform/server/register/index.ts';
import type { LineKind } from '../rules.ts';
import { isRegistrar } from './access.ts';
import { onlyOpenDoors } from './line-doors.ts';

export const LINES_PER_PAGE = 50;
/** As far back as the list of days goes. */
const DAYS_SHOWN = 60;

/** Something that came in to the authority, was sent by it or drawn up. */
export interface RegisterLine {
	at: Date;
	kind: LineKind;
	direction: Direction;
	title: LocalText;
	initiative: LocalText;
	initiativeId: string;
	party: string | null;
	diary: string | null;
	/** Path without language. */
	path: string;
	/** When it was handed in, where it counts as received at another time. */
	handedIn: Date | null;
	secrecy: 'absolute' | 'wish' | null;
}

/** Keeping an organisation's register, and seeing it: whoever is named registrar, and whoever decides for it. */
export const readRegister = definePermission<{ organisation: Organisation; registrar: boolean }>(
	'records.register',
	(actor, { organisation, registrar }) =>
		registrar || hasRoleIn(actor, organisation.id, 'decision-maker') ? null : 'records.refuse.register'
);

/** The only way from a URL to an organisation's register. */
export async function accessRegister(
	ctx: Context,
	slug: string
): Promise<{ organisation: Organisation; registrar: boolean }> {
	const organisation = await accessOrganisation(ctx, slug);
	const register = { organisation, registrar: await isRegistrar(ctx, organisation.id) };
	authorize(ctx, readRegister, register);
	return register;
}

export interface Day {
	day: string;
	lines: number;
}

export interface DailyList {
	organisation: Organisation;
	registrar: boolean;
	day: string;
	today: string;
	lines: (RegisterLine & { mayOpen: boolean })[];
	total: number;
	page: number;
	/** Days of the last two months on which there was something, newest first. */
	days: Day[];
}

/** One Swedish day of an authority's register. @param day today when left out */
export async function dailyList(
	ctx: Context,
	slug: string,
	asked: { day?: string; page?: number }
): Promise<DailyList> {
	const register = await accessRegister(ctx, slug);
	const { rows } = await sql<{ today: string }>`
		select to_char(now() at time zone 'Europe/Stockholm', 'YYYY-MM-DD') as today`.execute(ctx.db);
	const today = rows[0]!.today;
	const day = asked.day ?? today;
	const page = Math.max(1, asked.page ?? 1);
	const days = await daysWithLines(ctx.db, register.organisation.id, today);
	const all = await registerLines(ctx.db, register.organisation.id, { from: day, to: day });
	const lines = await onlyOpenDoors(ctx, all.slice((page - 1) * LINES_PER_PAGE, page * LINES_PER_PAGE));
	return { ...register, day, today, lines, total: all.length, page, days };
}

const startOf = (day: string) => sql<Date>`(${day}::date::timestamp at time zone 'Europe/Stockholm')`;
const endOf = (day: string) => sql<Date>`((${day}::date + 1)::timestamp at time zone 'Europe/Stockholm')`;

function scopeOf(organisationId: string, period: { from: string; to: string }): RegisterScope {
	return { organisationId, from: startOf(period.from), until: endOf(period.to) };
}

async function daysWithLines(db: Db, organisationId: string, today: string): Promise<Day[]> {
	const scope = {
		organisationId,
		from: sql<Date>`((${today}::date - ${DAYS_SHOWN}::int)::timestamp at time zone 'Europe/Stockholm')`,
		until: endOf(today)
	};
	const { rows } = await sql<Day>`
		select to_char(at at time zone 'Europe/Stockholm', 'YYYY-MM-DD') as day, count(*)::int as lines
		from (${allRegisterLines(scope)}) l group by 1 order by 1 desc`.execute(db);
	return rows;
}

/** A period of at most a year, whole, for a spreadsheet. */
export async function periodList(
	ctx: Context,
	slug: string,
	period: { from: string; to: string }
): Promise<{ organisation: Organisation; lines: RegisterLine[] }> {
	const { organisation } = await accessRegister(ctx, slug);
	const { rows } = await sql<{ days: number }>`
		select ${period.to}::date - ${period.from}::date as days`.execute(ctx.db);
	const days = rows[0]!.days;
	if (days < 0 || days > 366) throw new AppError('invalid', 'records.error.period');
	return { organisation, lines: await registerLines(ctx.db, organisation.id, period) };
}

interface Row extends Omit<RegisterLine, 'title' | 'initiative' | 'initiativeId' | 'handedIn'> {
	initiative_id: string;
	title: unknown;
	initiative: unknown;
	slug: string;
	handed_in: Date | null;
}

/** Every line of a period, oldest first. Says nothing about who may read it. */
export async function registerLines(
	db: Db,
	organisationId: string,
	period: { from: string; to: string }
): Promise<RegisterLine[]> {
	const { rows } = await sql<Row>`
		select l.*, i.title as initiative from (${allRegisterLines(scopeOf(organisationId, period))}) l
		join initiative i on i.id = l.initiative_id order by l.at, l.kind, l.party`.execute(db);
	return rows.map((row) => ({
		at: row.at,
		kind: row.kind,
		direction: row.direction,
		title: toText(row.title)!,
		initiative: toText(row.initiative)!,
		initiativeId: row.initiative_id,
		party: row.party,
		diary: row.diary,
		path: `/initiatives/${row.slug}${row.path}`,
		handedIn: row.handed_in,
		secrecy: row.secrecy
	}));
}
