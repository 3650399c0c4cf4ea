import type { Initiative } from '#capabilities/initiatives/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { Content, Source } from '../form.ts';

/** What a new call begins with: the words that the initiative has already published, and where they stand. */
export async function gatherSources(
	ctx: Context,
	initiative: Initiative
): Promise<{ content: Content; takenFrom: Source[] }> {
	const takenFrom: Source[] = [];
	if (initiative.summary) {
		takenFrom.push({
			kind: 'initiative',
			title: initiative.title,
			path: `/initiatives/${initiative.slug}`,
			version: null
		});
	}
	return {
		takenFrom,
		content: {
			title: initiative.title,
			background: initiative.summary,
			desiredEffect: null,
			targetGroup: null,
			constraints: null,
			notSought: null,
			next: null,
			contact: { name: ctx.actor.name ?? '', email: ctx.actor.email ?? '', phone: '' },
			langs: ['sv', 'en'],
			cpv: [],
			questions: [],
			documents: []
		}
	};
}
