import { z } from 'zod';
import type { Actor } from '#platform/access/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import type { Tx } from '../db/index.ts';
import { json } from '../db/json.ts';
import { defineJob, enqueue, type Job } from '../jobs/index.ts';

/** What a person can choose how often to hear about. */
export const NEWS_KINDS = [
	'decision',
	'deadline',
	'invitation',
	'insight',
	'question',
	'comment',
	'task',
	'progress'
] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

export interface News {
	initiativeId?: string;
	activityId?: string;
	kind: NewsKind;
	/** Message key of the sentence; params may hold texts, numbers, ISO dates and multilingual texts. */
	key: MessageKey;
	params?: Record<string, string | number | LocalText>;
	/** Path without language: `/initiatives/<slug>/…` */
	path: string;
	/** `public` stands in timelines and feeds; `persons` reaches only those listed. */
	audience: 'public' | 'team' | 'participants' | 'persons';
	persons?: string[];
	/** Followers of these themes hear of public news too. */
	themes?: string[];
}

/** Filled by the notifications capability: spreads one piece of news to its receivers. */
export const spreadNews: Job<{ newsId: string }> = {
	name: 'news.spread',
	queue: 'work',
	schema: z.object({ newsId: z.uuid() }),
	run: async () => {
		throw new Error('nobody spreads news: the notifications capability is not registered');
	}
};

/** The notifications capability says how news reach people. */
export function onNews(run: Job<{ newsId: string }>['run']): void {
	defineJob({ ...spreadNews, run });
}

/** Tells what happened, in the transaction in which it happened: one row for timeline, feeds and notifications. */
export async function announce(tx: Tx, actor: Actor, news: News): Promise<void> {
	const row = await tx
		.insertInto('news')
		.values({
			initiative_id: news.initiativeId ?? null,
			activity_id: news.activityId ?? null,
			kind: news.kind,
			key: news.key,
			params: json(news.params ?? {}),
			path: news.path,
			audience: news.audience,
			persons: news.persons ?? [],
			themes: news.themes ?? [],
			by_person: actor.personId
		})
		.returning('id')
		.executeTakeFirstOrThrow();
	await enqueue(tx, spreadNews, { newsId: row.id });
}
