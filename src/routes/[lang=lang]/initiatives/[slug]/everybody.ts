import { publicMoney } from '#capabilities/agreements/index.ts';
import { publishedTexts } from '#capabilities/challenges/index.ts';
import { indicatorsShown } from '#capabilities/effects/index.ts';
import { publicParts, type Initiative } from '#capabilities/initiatives/index.ts';
import { heardOf } from '#capabilities/insights/index.ts';
import type { Context } from '#platform/server/context.ts';
import { LONGEST, shortMemory } from '#platform/server/short-memory.ts';
import { moneyLines } from './money.ts';
import { withMinutes } from './papers.ts';

/** What the page says to everybody alike. */
export type Everybody = Awaited<ReturnType<typeof gather>>;

/** What its parts are made from that do not depend on who reads. */
export interface PublicPage {
	run: Pick<Initiative, 'slug' | 'summary' | 'budgetMinor' | 'currency' | 'closedAt' | 'closedAs'>;
	everybody: Everybody;
}

const remembered = shortMemory<Everybody>(LONGEST, 400);

/**
 * What the page says to everybody alike, remembered for some seconds. Whether the asker may see the initiative
 * has been decided before, and what is only theirs is added after.
 */
export function sameForEverybody(ctx: Context, run: Initiative) {
	return remembered(run.id, () => gather(ctx, run), ctx.freshness);
}

async function gather(ctx: Context, run: Initiative) {
	const [parts, published, heard, money, indicators] = await Promise.all([
		publicParts(ctx.db, run),
		publishedTexts(ctx.db, run.id),
		heardOf(ctx.db, run.id),
		publicMoney(ctx.db, run.id),
		indicatorsShown(ctx.db, run.id)
	]);
	return {
		...parts,
		phases: withMinutes(parts.phases, published?.minutes ?? null),
		heard,
		indicators: indicators ?? [],
		money: moneyLines({ ...parts, run }, money ?? []),
		challenge: published && {
			problem: published.texts.problem ?? null,
			whom: published.texts.whom ?? null,
			change: published.texts.change ?? null
		}
	};
}
