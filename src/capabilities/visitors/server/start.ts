import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx } from '#platform/server/db/index.ts';
import { allKinds, type Headline } from '#capabilities/initiatives/index.ts';
import { finished, goingOn, pathOf, type InitiativeCard } from './cards.ts';
import { publicNews, type PublicNews } from './news.ts';

const CARDS = 6;
const NEWS = 7;
/** How many finished ones are looked through for one that says what it led to. */
const FINISHED = 5;

export interface StartPage {
	goingOn: InitiativeCard[];
	news: PublicNews[];
	/** A finished initiative that says what changed, or did not. */
	learned: { card: InitiativeCard; headline: Headline | null; conclusion: LocalText | null } | null;
}

/** What goes on now. The number of queries does not grow with the number of initiatives. */
export async function startPage(ctx: Context): Promise<StartPage> {
	ctx.access.decided = true;
	const [cards, news, learned] = await Promise.all([
		goingOn(ctx.db, CARDS),
		publicNews(ctx.db, { size: NEWS }),
		learnedFrom(ctx)
	]);
	return { goingOn: cards, news, learned };
}

async function learnedFrom(ctx: Context): Promise<StartPage['learned']> {
	const cards = await finished(ctx.db, FINISHED);
	const ids = cards.map((card) => card.id);
	const found = new Map<string, Headline>();
	for (const kind of allKinds()) {
		for (const [id, headline] of (await kind.headline?.(ctx.db, ids)) ?? []) found.set(id, headline);
	}
	const conclusions = await conclusionsOf(ctx.db, ids);
	const card = cards.find(({ id }) => found.has(id) || conclusions.has(id)) ?? cards[0];
	if (!card) return null;
	const headline = found.get(card.id);
	return {
		card,
		headline: headline ? { ...headline, path: headline.path && pathOf(card.slug, headline.path) } : null,
		conclusion: conclusions.get(card.id) ?? null
	};
}

/** The newest published conclusion of each. */
async function conclusionsOf(db: DbOrTx, ids: readonly string[]): Promise<Map<string, LocalText>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('effect_conclusion')
		.select(['initiative_id', 'body'])
		.where('initiative_id', 'in', ids)
		.where('published_at', 'is not', null)
		.orderBy('created_at')
		.execute();
	return new Map(rows.map((row) => [row.initiative_id, toText(row.body)!]));
}
