import { sql } from 'kysely';
import { toText, type LocalText } from '#platform/i18n/text.ts';
import { notFound } from '#platform/errors/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { listFiles } from '#platform/server/files/index.ts';
import type { Content } from '../form.ts';
import { mayDraft, type WhoAnswered } from '../answer-rules.ts';
import { burden, type Burden } from '../rules.ts';
import { accessRfi, toContent, type CallState, type Rfi } from './access.ts';
import { ownEnquiries, readEnquiries, type Enquiry } from './enquiries.ts';
import { publicAnswerers, publishedSummary, type Summary } from './summary.ts';

/** A call's page: everything that anybody may read, and what the reader can do. */
export interface CallPage {
	rfi: Rfi;
	content: Content;
	burden: Burden;
	version: { number: number; publishedAt: Date };
	firstPublishedAt: Date;
	deadlines: { questionsUntil: Date; answersUntil: Date; reason: LocalText | null; setAt: Date }[];
	documents: CallDocument[];
	/** Answered questions, in the order in which they were released. */
	enquiries: Pick<Enquiry, 'id' | 'publicText' | 'answer' | 'releasedAt'>[];
	cancelReason: LocalText | null;
	summary: Summary | null;
	answerers: WhoAnswered | null;
	/** The reader's own questions that wait for an answer. */
	ownEnquiries: string[];
	/** Organisations that the reader may answer for. */
	answerFor: { id: string; name: string; started: boolean; sent: boolean }[];
}

export interface CallDocument {
	id: string;
	name: string;
	type: string;
	size: number;
	title: LocalText;
}

export async function readCall(ctx: Context, slug: string, id: string): Promise<CallPage> {
	const rfi = await accessRfi(ctx, slug, id);
	if (!rfi.version) throw notFound();
	return composePage(ctx, rfi, rfi.version.content);
}

/** The same page of a draft, as the public will see it; the caller has decided on access. */
export async function composePage(ctx: Context, rfi: Rfi, content: Content): Promise<CallPage> {
	const { db, actor } = ctx;
	const [deadlines, versions, enquiries, summary, closing] = await Promise.all([
		db.selectFrom('rfi_deadline').selectAll().where('rfi_id', '=', rfi.id).orderBy('set_at').execute(),
		readVersions(db, rfi.id),
		readEnquiries(db, rfi.id),
		publishedSummary(db, rfi.id),
		db.selectFrom('rfi_closing').select('reason').where('rfi_id', '=', rfi.id).executeTakeFirst()
	]);
	return {
		rfi,
		content,
		burden: burden(content.questions),
		version: { number: rfi.version?.number ?? 0, publishedAt: rfi.version?.publishedAt ?? new Date() },
		firstPublishedAt: versions[0]?.publishedAt ?? new Date(),
		deadlines: deadlines.map((row) => ({
			questionsUntil: row.questions_until,
			answersUntil: row.answers_until,
			reason: toText(row.reason),
			setAt: row.set_at
		})),
		documents: await documentsOf(db, rfi.id, content),
		enquiries: enquiries
			.filter((enquiry) => enquiry.releasedAt)
			.sort((a, b) => +a.releasedAt! - +b.releasedAt!)
			.map(({ id, publicText, answer, releasedAt }) => ({ id, publicText, answer, releasedAt })),
		cancelReason: toText(closing?.reason),
		summary,
		answerers: summary ? await publicAnswerers(db, rfi.id) : null,
		ownEnquiries: await ownEnquiries(db, rfi.id, actor.personId),
		answerFor: await answerFor(ctx, rfi)
	};
}

export async function documentsOf(db: DbOrTx, rfiId: string, content: Content): Promise<CallDocument[]> {
	const files = await listFiles(db, 'rfi', [rfiId]);
	return content.documents.flatMap(({ fileId, title }) => {
		const file = files.find((candidate) => candidate.id === fileId);
		return file ? [{ id: file.id, name: file.name, type: file.type, size: file.size, title }] : [];
	});
}

async function answerFor(ctx: Context, rfi: Rfi): Promise<CallPage['answerFor']> {
	const atWork = rfi.initiative.roles.some((role) =>
		['coordinator', 'procurement-officer', 'editor', 'evaluator'].includes(role)
	);
	const may = ctx.actor.memberships.filter(
		(m) =>
			mayDraft({
				ownerId: rfi.initiative.organisationId,
				organisationId: m.organisationId,
				claimed: true,
				onTeam: atWork,
				role: m.role
			}) === null
	);
	const names = new Map(may.map((m) => [m.organisationId, m.organisationName]));
	if (names.size === 0) return [];
	const rows = await ctx.db
		.selectFrom('rfi_answer as a')
		.leftJoin('rfi_submission as s', (join) =>
			join.onRef('s.answer_id', '=', 'a.id').on('s.ended_at', 'is', null)
		)
		.select(['a.organisation_id', 's.id'])
		.where('a.rfi_id', '=', rfi.id)
		.where('a.organisation_id', 'in', [...names.keys()])
		.execute();
	return [...names].map(([id, name]) => {
		const row = rows.find((candidate) => candidate.organisation_id === id);
		return { id, name, started: Boolean(row), sent: Boolean(row?.id) };
	});
}

export interface CallVersion {
	number: number;
	content: Content;
	note: LocalText | null;
	publishedAt: Date;
	publishedByName: string;
}

export async function readVersions(db: DbOrTx, rfiId: string): Promise<CallVersion[]> {
	const rows = await db
		.selectFrom('rfi_version')
		.selectAll()
		.where('rfi_id', '=', rfiId)
		.orderBy('number')
		.execute();
	return rows.map((row) => ({
		number: row.number,
		content: toContent(row.content),
		note: toText(row.note),
		publishedAt: row.published_at,
		publishedByName: row.published_by_name
	}));
}

/** Every version that has been published, first one first. */
export async function versionsOf(ctx: Context, slug: string, id: string) {
	const rfi = await accessRfi(ctx, slug, id);
	if (!rfi.version) throw notFound();
	return { rfi, versions: await readVersions(ctx.db, id) };
}

export interface CallFilter {
	q?: string;
	theme?: string[];
	county?: string[];
	/** Closed ones instead of those that still take answers. */
	closed?: boolean;
}

export interface CallRow {
	id: string;
	slug: string;
	title: LocalText;
	initiative: LocalText;
	owner: string;
	county: string | null;
	municipality: string | null;
	placeName: string | null;
	themes: string[];
	questionsUntil: Date;
	answersUntil: Date;
	state: CallState;
	burden: Burden;
	summarised: boolean;
}

/** Published calls of published initiatives, the one that closes first first; closed ones latest first. */
export async function listCalls(ctx: Context, filter: CallFilter): Promise<CallRow[]> {
	ctx.access.decided = true;
	let query = publishedCalls(ctx.db);
	query = filter.closed
		? query.where(sql<boolean>`(c.rfi_id is not null or r.answers_until < clock_timestamp())`)
		: query.where(sql<boolean>`c.rfi_id is null and r.answers_until >= clock_timestamp()`);
	if (filter.theme?.length) query = query.where(sql<boolean>`i.themes && ${filter.theme}::text[]`);
	if (filter.county?.length) query = query.where('i.county', 'in', filter.county);
	if (filter.q) {
		const like = `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`;
		query = query.where(sql<boolean>`(v.content::text ilike ${like} or o.name ilike ${like})`);
	}
	const rows = await query
		.orderBy('r.answers_until', filter.closed ? 'desc' : 'asc')
		.limit(200)
		.execute();
	return rows.map(toCallRow);
}

function publishedCalls(db: DbOrTx) {
	return db
		.selectFrom('rfi as r')
		.innerJoin('initiative as i', 'i.id', 'r.initiative_id')
		.innerJoin('organisation as o', 'o.id', 'i.organisation_id')
		.leftJoin('rfi_closing as c', 'c.rfi_id', 'r.id')
		.innerJoin('rfi_version as v', (join) =>
			join
				.onRef('v.rfi_id', '=', 'r.id')
				.on('v.number', '=', sql<number>`(select max(number) from rfi_version where rfi_id = r.id)`)
		)
		.select([
			'r.id',
			'i.slug',
			'i.title',
			'o.name as owner',
			'i.county',
			'i.municipality',
			'i.place_name',
			'i.themes'
		])
		.select(['r.questions_until', 'r.answers_until', 'v.content'])
		.select(
			sql<CallState>`case when c.closed_as = 'cancelled' then 'cancelled'
				when c.rfi_id is not null or r.answers_until < clock_timestamp() then 'closed'
				when r.questions_until < clock_timestamp() then 'answers' else 'questions' end`.as('state')
		)
		.select((eb) =>
			eb
				.exists(eb.selectFrom('rfi_summary_version as y').select('y.id').whereRef('y.rfi_id', '=', 'r.id'))
				.as('summarised')
		)
		.where('i.published_at', 'is not', null);
}

function toCallRow(row: Awaited<ReturnType<ReturnType<typeof publishedCalls>['execute']>>[number]): CallRow {
	const content = toContent(row.content);
	return {
		id: row.id,
		slug: row.slug,
		title: content.title,
		initiative: toText(row.title)!,
		owner: row.owner,
		county: row.county,
		municipality: row.municipality,
		placeName: row.place_name,
		themes: row.themes,
		questionsUntil: row.questions_until!,
		answersUntil: row.answers_until!,
		state: row.state,
		burden: burden(content.questions),
		summarised: Boolean(row.summarised)
	};
}

/** How many open calls each theme and county has, for the filters. */
export async function callFacets(
	ctx: Context
): Promise<{ themes: Map<string, number>; counties: Map<string, number> }> {
	const rows = await publishedCalls(ctx.db)
		.where(sql<boolean>`c.rfi_id is null and r.answers_until >= clock_timestamp()`)
		.execute();
	const count = (values: string[]) => {
		const counts = new Map<string, number>();
		for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
		return counts;
	};
	return {
		themes: count(rows.flatMap((row) => row.themes)),
		counties: count(rows.flatMap((row) => row.county ?? []))
	};
}
