import { sql } from 'kysely';
import { addToDossier } from '#capabilities/initiatives/index.ts';
import { isSignedIn, VISITOR } from '#platform/access/index.ts';
import { AppError, refuse } from '#platform/errors/index.ts';
import { newText, toText, writeText, type LocalText } from '#platform/i18n/text.ts';
import type { Lang } from '#platform/i18n/lang.ts';
import { audit } from '#platform/server/audit/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import { json } from '#platform/server/db/json.ts';
import { consume } from '#platform/server/limits/index.ts';
import { announce } from '#platform/server/news/index.ts';
import type { EnquiryAnswerInput } from '../form.ts';
import { messageText } from '../words.ts';
import { accessRfi, manageCalls, type Rfi } from './access.ts';
import { lockRfi } from './lock.ts';
import { rfiPath } from './publish.ts';
import { tellDrafters } from './tell.ts';

/** A question about a call, as the owner and later everybody reads it: never with who asked. */
export interface Enquiry {
	id: string;
	lang: Lang;
	asked: string;
	publicText: LocalText;
	answer: LocalText | null;
	revision: number;
	askedAt: Date;
	releasedAt: Date | null;
}

const ASKING = { name: 'rfi-enquiry', points: 20, seconds: 3600 };

/** A question to the owner, from any member of any organisation, while questions are taken. */
export async function askEnquiry(ctx: Context, slug: string, rfiId: string, text: string): Promise<string> {
	await accessRfi(ctx, slug, rfiId);
	if (!isSignedIn(ctx.actor)) throw new AppError('sign-in', 'error.sign-in');
	const { personId } = ctx.actor;
	refuse(ctx.actor.memberships.length > 0 ? null : 'rfi.error.no-organisation', 'forbidden');
	await consume(ctx.db, ASKING, personId);
	return ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, rfiId, 'share');
		if (!locked.takesQuestions) {
			const params = { until: locked.questionsUntil ?? locked.now };
			throw new AppError('conflict', locked.takesAnswers ? 'rfi.error.question-late' : 'rfi.error.closed', {
				params
			});
		}
		const row = await tx
			.insertInto('rfi_enquiry')
			.values({
				rfi_id: rfiId,
				lang: ctx.lang,
				asked: text,
				public_text: json(newText(ctx.lang, text))
			})
			.returning('id')
			.executeTakeFirstOrThrow();
		await tx.insertInto('rfi_enquirer').values({ enquiry_id: row.id, person_id: personId }).execute();
		await tellTeam(tx, rfiId);
		// As nobody: the chain's commitment to a person would give the asker away to whoever holds the salts.
		const entry = {
			chain: `call:${rfiId}`,
			action: 'rfi.question-asked',
			subject: `rfi_enquiry:${row.id}`
		} as const;
		await audit(tx, VISITOR, entry);
		return row.id;
	});
}

/** As nobody, too: news rows hold who caused them. */
async function tellTeam(tx: Tx, rfiId: string): Promise<void> {
	const row = await tx
		.selectFrom('activity as a')
		.innerJoin('initiative as i', 'i.id', 'a.initiative_id')
		.select(['a.title', 'a.initiative_id', 'i.slug'])
		.where('a.id', '=', rfiId)
		.executeTakeFirstOrThrow();
	await announce(tx, VISITOR, {
		initiativeId: row.initiative_id,
		activityId: rfiId,
		kind: 'question',
		key: 'rfi.news.asked',
		params: { title: toText(row.title)! },
		path: `/initiatives/${row.slug}/work/rfi/${rfiId}/enquiries`,
		audience: 'team'
	});
}

/** All questions of a call for its owner, without who asked. */
export async function listEnquiries(
	ctx: Context,
	slug: string,
	rfiId: string
): Promise<{ rfi: Rfi; enquiries: Enquiry[] }> {
	const rfi = await accessRfi(ctx, slug, rfiId, manageCalls);
	return { rfi, enquiries: await readEnquiries(ctx.db, rfiId) };
}

export async function readEnquiries(db: DbOrTx, rfiId: string): Promise<Enquiry[]> {
	const rows = await db
		.selectFrom('rfi_enquiry as e')
		.leftJoin('rfi_release as r', 'r.id', 'e.release_id')
		.select([
			'e.id',
			'e.lang',
			'e.asked',
			'e.public_text',
			'e.answer',
			'e.revision',
			'e.asked_at',
			'r.released_at'
		])
		.where('e.rfi_id', '=', rfiId)
		.orderBy('e.asked_at')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		lang: row.lang as Lang,
		asked: row.asked,
		publicText: toText(row.public_text)!,
		answer: toText(row.answer),
		revision: row.revision,
		askedAt: row.asked_at,
		releasedAt: row.released_at
	}));
}

/** Writes the answer, and the question as all will read it, in the writer's language. Nobody is told yet. */
export async function answerEnquiry(
	ctx: Context,
	slug: string,
	rfiId: string,
	input: EnquiryAnswerInput
): Promise<void> {
	await accessRfi(ctx, slug, rfiId, manageCalls);
	const [before] = (await readEnquiries(ctx.db, rfiId)).filter((enquiry) => enquiry.id === input.enquiryId);
	if (!before) throw new AppError('not-found', 'error.not-found');
	refuse(before.releasedAt ? 'rfi.error.released' : null);
	const answer = input.answer ? writeText(before.answer, ctx.lang, input.answer) : before.answer;
	const row = await ctx.db
		.updateTable('rfi_enquiry')
		.set({
			public_text: json(writeText(before.publicText, ctx.lang, input.publicText)),
			answer: answer ? json(answer) : null,
			revision: input.revision + 1
		})
		.where('id', '=', input.enquiryId)
		.where('revision', '=', input.revision)
		.where('release_id', 'is', null)
		.executeTakeFirst();
	refuse(Number(row.numUpdatedRows) === 1 ? null : 'error.conflict');
}

/** Publishes every answered question at the same moment, to everybody alike. @returns how many */
export async function releaseAnswers(ctx: Context, slug: string, rfiId: string): Promise<number> {
	const rfi = await accessRfi(ctx, slug, rfiId, manageCalls);
	return ctx.db.transaction().execute(async (tx) => {
		const locked = await lockRfi(tx, rfiId, 'update');
		refuse(locked.takesAnswers ? null : 'rfi.error.release-late');
		const ready = (await readEnquiries(tx, rfiId)).filter((enquiry) => enquiry.answer && !enquiry.releasedAt);
		refuse(ready.length > 0 ? null : 'rfi.error.nothing-to-release');
		const releaseId = await addRelease(tx, ctx, rfiId, ready);
		await tellOfRelease(tx, ctx, rfi, ready);
		const entry = {
			chain: `call:${rfiId}`,
			action: 'rfi.answers-released',
			subject: `rfi_release:${releaseId}`
		} as const;
		await audit(tx, ctx.actor, { ...entry, data: { questions: ready.length } });
		return ready.length;
	});
}

async function addRelease(tx: Tx, ctx: Context, rfiId: string, ready: Enquiry[]): Promise<string> {
	const release = await tx
		.insertInto('rfi_release')
		.values({
			rfi_id: rfiId,
			released_by: ctx.actor.personId,
			number: sql<number>`(select count(*) + 1 from rfi_release where rfi_id = ${rfiId})`
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await tx
		.updateTable('rfi_enquiry')
		.set({ release_id: release.id })
		.where(
			'id',
			'in',
			ready.map((enquiry) => enquiry.id)
		)
		.execute();
	return release.id;
}

async function tellOfRelease(tx: Tx, ctx: Context, rfi: Rfi, ready: Enquiry[]): Promise<void> {
	const { title } = rfi.version!.content;
	const news = {
		initiativeId: rfi.initiative.id,
		activityId: rfi.id,
		kind: 'question' as const,
		key: 'rfi.news.answered' as const,
		params: { title, count: ready.length },
		path: `${rfiPath(rfi)}#questions-and-answers`
	};
	await announce(tx, ctx.actor, { ...news, audience: 'public', themes: rfi.initiative.themes });
	await tellDrafters(tx, ctx, rfi.id, news, await askers(tx, ready));
	for (const enquiry of ready) {
		await addToDossier(tx, ctx, {
			initiativeId: rfi.initiative.id,
			activityId: rfi.id,
			kind: 'answer',
			title: messageText('rfi.dossier.answered', { question: enquiry.publicText }),
			body: enquiry.answer,
			audience: 'public',
			source: { kind: 'rfi-enquiry', id: enquiry.id }
		});
	}
}

async function askers(tx: Tx, enquiries: Enquiry[]): Promise<string[]> {
	const ids = enquiries.map((enquiry) => enquiry.id);
	const rows = await tx
		.selectFrom('rfi_enquirer')
		.select('person_id')
		.where('enquiry_id', 'in', ids)
		.execute();
	return rows.map((row) => row.person_id);
}

/** Names of organisations in the directory that stand in a text: whoever is named there may be the asker. */
export async function organisationsNamedIn(ctx: Context, text: string, ownerId: string): Promise<string[]> {
	const rows = await ctx.db
		.selectFrom('organisation')
		.select('name')
		.where('id', '!=', ownerId)
		.where(sql<boolean>`length(name) > 3 and position(lower(name) in lower(${text})) > 0`)
		.limit(5)
		.execute();
	return rows.map((row) => row.name);
}

/** A person's own questions to a call. */
export async function ownEnquiries(db: DbOrTx, rfiId: string, personId: string | null): Promise<string[]> {
	if (!personId) return [];
	const rows = await db
		.selectFrom('rfi_enquiry as e')
		.innerJoin('rfi_enquirer as q', 'q.enquiry_id', 'e.id')
		.select('e.asked')
		.where('e.rfi_id', '=', rfiId)
		.where('q.person_id', '=', personId)
		.where('e.release_id', 'is', null)
		.orderBy('e.asked_at')
		.execute();
	return rows.map((row) => row.asked);
}
