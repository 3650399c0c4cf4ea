import { toText, type LocalText } from '#platform/i18n/text.ts';
import type { Context } from '#platform/server/context.ts';
import { askedOnce } from '#platform/server/db/asked-once.ts';
import type { Db, DbOrTx } from '#platform/server/db/index.ts';
import { LONGEST, shortMemory } from '#platform/server/short-memory.ts';
import { allKinds, type Headline } from '#capabilities/initiatives/index.ts';
import { cardsOf, pathOf, type InitiativeCard } from './cards.ts';
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

const remembered = shortMemory<StartPage>(LONGEST, 1);

/** What goes on now. The number of queries does not grow with the number of initiatives. */
export async function startPage(ctx: Context): Promise<StartPage> {
	ctx.access.decided = true;
	return remembered('start', () => gatherStart(askedOnce(ctx.db)), ctx.freshness);
}

async function gatherStart(db: Db): Promise<StartPage> {
	const [cards, news] = await Promise.all([
		cardsOf(db, { goingOn: CARDS, finished: FINISHED }),
		publicNews(db, { size: NEWS })
	]);
	return { goingOn: cards.goingOn, news, learned: await learnedFrom(db, cards.finished) };
}

async function learnedFrom(db: Db, cards: InitiativeCard[]): Promise<StartPage['learned']> {
	const ids = cards.map((card) => card.id);
	const [answers, conclusions] = await Promise.all([
		Promise.all(allKinds().flatMap((kind) => kind.headline?.(db, ids) ?? [])),
		conclusionsOf(db, ids)
	]);
	const found = new Map<string, Headline>(answers.flatMap((answer) => [...answer]));
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
