import { expect } from '@playwright/test';
import { indicatorOf, lessonOf } from './effect.ts';
import type { Journey } from './journey.ts';
import { titleOf } from './procure.ts';

/** Somebody who never signed in sees the whole chain on one page, with the figure and its n. */
export async function seeWholeChain(journey: Journey): Promise<void> {
	const visitor = await journey.stranger('');
	await visitor.visit();
	await visitor.findsNoBarriers();
	await visitor.follow(journey.question);
	await visitor.sees({ text: 'AMN 2026-118' }, titleOf(journey), indicatorOf(journey));
	await visitor.sees(/45[\s\u00a0]?%/, /n\s*=\s*160/);
	await visitor.findsNoBarriers();
	const links = await visitor.page
		.locator('main a[href*="/initiatives/"]')
		.evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).pathname));
	const kinds = [
		'challenge',
		'workshops',
		'insights',
		'rfi',
		'procurement',
		'agreements',
		'effects',
		'spread'
	];
	for (const kind of kinds)
		expect(
			links.some((path) => path.includes(`/${kind}`)),
			`a link to ${kind}`
		).toBe(true);
	await visitor.page.locator('main a[href*="/spread"]').first().click();
	await visitor.sees(lessonOf(journey));
	await visitor.findsNoBarriers();
}
