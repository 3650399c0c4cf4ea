import type { MessageKey, Translator } from '#platform/i18n/index.ts';
import { readParams, type StoredParams } from '#platform/i18n/params.ts';
import type { PublicInitiative } from '#capabilities/initiatives/index.ts';

/** Sentences that name the initiative, as they read on its own page, where everybody knows which one is meant. */
const HERE: Partial<Record<MessageKey, MessageKey>> = {
	'challenges.news.approved': 'initiatives.here.approved',
	'challenges.news.published': 'initiatives.here.published',
	'challenges.news.republished': 'initiatives.here.republished',
	'initiatives.news.phase': 'initiatives.here.phase',
	'initiatives.news.moved': 'initiatives.here.moved',
	'initiatives.news.finished': 'initiatives.here.finished',
	'initiatives.news.stopped': 'initiatives.here.stopped',
	'insights.news.summary': 'initiatives.here.heard',
	'agreements.news.published': 'initiatives.here.agreement',
	'effects.news.indicator': 'initiatives.here.indicator',
	'effects.news.conclusion': 'initiatives.here.conclusion',
	'spread.news.lesson': 'initiatives.here.lesson'
};

/** News of one initiative as lines of its timeline. */
export function newsHere(news: PublicInitiative['news'], t: Translator) {
	return news.map((item) => {
		const key = HERE[item.key as MessageKey] ?? (item.key as MessageKey);
		return {
			at: item.at,
			text: t(key, readParams(t, item.params as StoredParams)),
			href: `/${t.lang}${item.path}`
		};
	});
}
