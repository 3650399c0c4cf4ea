import { readPublished } from '#capabilities/challenges/index.ts';
import type { Initiative } from '#capabilities/initiatives/index.ts';
import { readSummaries } from '#capabilities/insights/index.ts';
import { isLang, type Lang } from '#platform/i18n/lang.ts';
import { newText, readText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { Content, Source } from '../form.ts';
import { messageText } from '../words.ts';

/** What a new call begins with: the words that the initiative has already published, and where they stand. */
export async function gatherSources(
	ctx: Context,
	initiative: Initiative
): Promise<{ content: Content; takenFrom: Source[] }> {
	const [challenge, summaries] = await Promise.all([
		readPublished(ctx, initiative),
		readSummaries(ctx.db, initiative.id)
	]);
	const texts = challenge?.content.texts ?? {};
	const heard = summaries.published[0];
	const path = `/initiatives/${initiative.slug}`;
	const takenFrom: Source[] = [];
	if (challenge) {
		takenFrom.push({
			kind: 'challenge',
			title: messageText('rfi.source.challenge'),
			path: `${path}/challenge`,
			version: challenge.number
		});
	} else if (initiative.summary) {
		takenFrom.push({ kind: 'initiative', title: initiative.title, path, version: null });
	}
	if (heard) {
		takenFrom.push({
			kind: 'insights',
			title: messageText('rfi.source.insights'),
			path: `${path}/insights`,
			version: heard.number
		});
	}
	const heading = heard ? messageText('rfi.source.heading') : null;
	return {
		takenFrom,
		content: {
			title: initiative.title,
			background: joined([texts.problem ?? initiative.summary, texts.tried, heading, heard?.body]),
			desiredEffect: texts.change ?? null,
			targetGroup: texts.whom ?? null,
			constraints: texts.constraints ?? null,
			notSought: texts.notSought ?? null,
			next: null,
			contact: { name: ctx.actor.name ?? '', email: ctx.actor.email ?? '', phone: '' },
			langs: ['sv', 'en'],
			cpv: [],
			questions: [],
			documents: []
		}
	};
}

/** Several texts as one, paragraph after paragraph, in each language that all of them have. */
export function joined(texts: readonly (LocalText | null | undefined)[]): LocalText | null {
	const present = texts.filter((text): text is LocalText => Boolean(text));
	const [first] = present;
	if (!first) return null;
	const whole = (lang: Lang) => present.map((text) => readText(text, lang).text).join('\n\n');
	const others = Object.keys(first.t)
		.filter(isLang)
		.filter((lang) => lang !== first.o && present.every((text) => text.t[lang]));
	return newText(first.o, whole(first.o), Object.fromEntries(others.map((lang) => [lang, whole(lang)])));
}
