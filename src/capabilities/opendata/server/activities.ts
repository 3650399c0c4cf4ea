import { sql } from 'kysely';
import type { z } from 'zod';
import type { Context } from '#platform/server/context.ts';
import type { agreement, call, procurement, workshop } from '../shapes.ts';
import { paged, type Cut } from './paged.ts';
import { isoOf, pagesOf, RUN, runOf, wordsIn, wordsOf, type RunColumns } from './words.ts';

export interface ActivityFilter extends Cut {
	/** Slug of an initiative. */
	initiative?: string;
}

const run = sql.raw(RUN);
/** Only of published initiatives; of one of them where that is asked for. */
const within = ({ initiative }: ActivityFilter) =>
	sql`i.published_at is not null and (${initiative ?? null}::text is null or i.slug = ${initiative ?? null})`;

type Listed<Shape> = Promise<{ items: Shape[]; after: string | null }>;

interface WorkshopRow extends RunColumns {
	id: string;
	at: Date;
	ends_at: Date;
	title: unknown;
	about: unknown;
	form: 'on-site' | 'digital' | 'both';
	place_name: string | null;
	municipality: string | null;
	langs: string[];
	cancelled: boolean;
}

/** Published workshops, the last one first; `coming` are those that have not ended. Never the link of a digital room. */
export async function workshops(
	{ db }: Context,
	filter: ActivityFilter & { when?: 'coming' | 'past' }
): Listed<z.input<typeof workshop>> {
	const when =
		filter.when === 'coming'
			? sql`and a.ends_at >= now() and a.cancelled_at is null`
			: filter.when === 'past'
				? sql`and a.ends_at < now()`
				: sql``;
	const page = await paged<WorkshopRow>(
		db,
		sql`select w.id, a.starts_at as at, a.ends_at, a.title, w.about, w.form, w.place_name, w.municipality, w.langs,
				a.cancelled_at is not null as cancelled, ${run}
			from workshop w join activity a on a.id = w.id join initiative i on i.id = w.initiative_id
			where a.published_at is not null and a.starts_at is not null and a.ends_at is not null ${when} and ${within(filter)}`,
		filter
	);
	const items = page.rows.map((row) => ({
		id: row.id,
		initiative: runOf(row),
		title: wordsIn(row.title),
		about: wordsOf(row.about),
		startsAt: row.at.toISOString(),
		endsAt: row.ends_at.toISOString(),
		form: row.form,
		place: row.place_name,
		municipality: row.municipality,
		languages: row.langs,
		cancelled: row.cancelled,
		pages: pagesOf(`/initiatives/${row.run_slug}/workshops/${row.id}`)
	}));
	return { items, after: page.after };
}

interface CallRow extends RunColumns {
	id: string;
	at: Date;
	state: 'open' | 'closed' | 'cancelled';
	title: unknown;
	background: unknown;
	effect: unknown;
	cpv: string[];
	questions_until: Date;
	answers_until: Date;
	number: number;
}

/** Requests for information in their newest version. Never answers, nor who is to be asked. */
export async function calls(
	{ db }: Context,
	filter: ActivityFilter & { state?: 'open' | 'closed' }
): Listed<z.input<typeof call>> {
	const open = sql`c.rfi_id is null and r.answers_until >= clock_timestamp()`;
	const state =
		filter.state === 'open' ? sql`and ${open}` : filter.state === 'closed' ? sql`and not (${open})` : sql``;
	const page = await paged<CallRow>(
		db,
		sql`select r.id, (select min(published_at) from rfi_version where rfi_id = r.id) as at, v.number,
				case when c.closed_as = 'cancelled' then 'cancelled' when ${open} then 'open' else 'closed' end as state,
				v.content->'title' as title, v.content->'background' as background, v.content->'desiredEffect' as effect,
				v.content->'cpv' as cpv, r.questions_until, r.answers_until, ${run}
			from rfi r join initiative i on i.id = r.initiative_id left join rfi_closing c on c.rfi_id = r.id
			join rfi_version v on v.rfi_id = r.id and v.number = (select max(number) from rfi_version where rfi_id = r.id)
			where ${within(filter)} ${state}`,
		filter
	);
	const items = page.rows.map((row) => ({
		id: row.id,
		initiative: runOf(row),
		title: wordsIn(row.title),
		background: wordsOf(row.background),
		desiredEffect: wordsOf(row.effect),
		state: row.state,
		questionsUntil: row.questions_until.toISOString(),
		answersUntil: row.answers_until.toISOString(),
		cpv: row.cpv,
		version: row.number,
		publishedAt: row.at.toISOString(),
		pages: pagesOf(`/initiatives/${row.run_slug}/rfi/${row.id}`)
	}));
	return { items, after: page.after };
}

interface RoundRow {
	number: number;
	lot: { number: number; title: unknown } | null;
	kind: 'design' | 'prototype' | 'test' | 'other';
	name: unknown;
	places: number;
	budget: number;
	questionsUntil: string | null;
	tendersUntil: string | null;
	awards: { organisation: string; price: number }[];
}
interface ProcurementRow extends RunColumns {
	id: string;
	at: Date;
	title: unknown;
	aim: unknown;
	decided_body: string;
	decided_on: string;
	diary_number: string;
	cancelled: boolean;
	currency: string;
	rounds: RoundRow[];
}

/** Published procurements with the rounds that are published. Who tendered is named only as the award names them. */
export async function procurements(
	{ db }: Context,
	filter: ActivityFilter
): Listed<z.input<typeof procurement>> {
	const page = await paged<ProcurementRow>(
		db,
		sql`select p.id, pub.published_at as at, p.title, p.aim, pub.decided_body, pub.decided_on, pub.diary_number,
				exists (select from procurement_cancellation x where x.procurement_id = p.id) as cancelled, p.currency,
				(select coalesce(json_agg(json_build_object('number', r.number, 'lot', (select json_build_object('number', l.position,
					'title', l.title) from procurement_lot l where l.id = r.lot_id), 'kind', r.kind, 'name', r.name,
					'places', r.places, 'budget', r.budget_minor, 'questionsUntil', r.questions_until,
					'tendersUntil', r.tenders_until, 'awards', (
						select coalesce(json_agg(json_build_object('organisation', o.name, 'price', w.price_minor)
							order by o.name collate "sv-SE-x-icu"), '[]')
						from award w join organisation o on o.id = w.organisation_id
							where w.round_id = r.id and w.excluded_at is null)
					) order by r.number), '[]')
					from procurement_round r where r.procurement_id = p.id and r.published_at is not null) as rounds, ${run}
			from procurement p join procurement_publication pub on pub.procurement_id = p.id
			join initiative i on i.id = p.initiative_id where ${within(filter)}`,
		filter
	);
	const items = page.rows.map((row) => ({
		id: row.id,
		initiative: runOf(row),
		title: wordsIn(row.title),
		aim: wordsOf(row.aim),
		decidedBy: row.decided_body,
		decidedOn: row.decided_on,
		diaryNumber: row.diary_number,
		cancelled: row.cancelled,
		currency: row.currency,
		rounds: row.rounds.map(roundOf),
		publishedAt: row.at.toISOString(),
		pages: pagesOf(`/initiatives/${row.run_slug}/procurement/${row.id}`)
	}));
	return { items, after: page.after };
}

const roundOf = ({
	number,
	lot,
	kind,
	name,
	places,
	budget,
	questionsUntil,
	tendersUntil,
	awards
}: RoundRow) => ({
	number,
	lot: lot && { number: lot.number, title: wordsIn(lot.title) },
	kind,
	name: wordsIn(name),
	places,
	budgetMinor: budget,
	questionsUntil: isoOf(questionsUntil ? new Date(questionsUntil) : null),
	tendersUntil: isoOf(tendersUntil ? new Date(tendersUntil) : null),
	awards: awards.map(({ organisation, price }) => ({ organisation, priceMinor: price }))
});

interface AgreementRow extends RunColumns {
	id: string;
	at: Date;
	title: unknown;
	purpose: unknown;
	form: string;
	starts_on: string | null;
	ends_on: string | null;
	currency: string;
	fixed_minor: number;
	cap_minor: number | null;
	paid: number;
	parties: { organisation: string; role: string }[];
}

/** Published agreements with their parties and what is paid. */
export async function agreements({ db }: Context, filter: ActivityFilter): Listed<z.input<typeof agreement>> {
	const page = await paged<AgreementRow>(
		db,
		sql`select g.id, g.published_at as at, a.title, g.purpose, g.form, g.starts_on, g.ends_on, g.currency,
				g.fixed_minor, g.cap_minor,
				(select coalesce(sum(case when p.kind = 'repayment' then -p.paid_minor else p.paid_minor end), 0)::bigint
					from agreement_payment p where p.agreement_id = g.id and p.paid_on is not null) as paid,
				(select coalesce(json_agg(json_build_object('organisation', o.name, 'role', t.role)
					order by t.role, o.name collate "sv-SE-x-icu"), '[]')
					from agreement_party t join organisation o on o.id = t.organisation_id
					where t.agreement_id = g.id) as parties, ${run}
			from agreement g join activity a on a.id = g.id join initiative i on i.id = g.initiative_id
			where g.published_at is not null and ${within(filter)}`,
		filter
	);
	const items = page.rows.map((row) => ({
		id: row.id,
		initiative: runOf(row),
		title: wordsIn(row.title),
		purpose: wordsIn(row.purpose),
		form: row.form,
		startsOn: row.starts_on,
		endsOn: row.ends_on,
		currency: row.currency,
		fixedMinor: row.fixed_minor,
		capMinor: row.cap_minor,
		paidMinor: row.paid,
		parties: row.parties,
		publishedAt: row.at.toISOString(),
		pages: pagesOf(`/initiatives/${row.run_slug}/agreements/${row.id}`)
	}));
	return { items, after: page.after };
}
