import { translator, type Lang } from '#platform/i18n/index.ts';
import { readParams } from '#platform/i18n/params.ts';
import { plainText, type LocalText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { notFound } from '#platform/errors/index.ts';
import { isTheme, themeKey } from '#platform/themes/index.ts';
import { accessInitiative } from '#capabilities/initiatives/index.ts';
import { publicNews, type PublicNews } from './news.ts';
import { xml } from './xml.ts';

const ENTRIES = 50;

interface Feed {
	/** Path of the page that the feed belongs to, and of the feed itself; both with language. */
	page: string;
	self: string;
	title: string;
	lang: Lang;
	news: PublicNews[];
}

/** Everything public that happens on the platform, as Atom (RFC 4287). */
export async function siteFeed(ctx: Context): Promise<string> {
	ctx.access.decided = true;
	const t = translator(ctx.lang);
	const page = `/${ctx.lang}`;
	const news = await publicNews(ctx.db, { size: ENTRIES });
	return atom({ page, self: `${page}/feed.atom`, title: t('visitors.feed.all'), lang: ctx.lang, news });
}

/** @throws AppError not-found for an unknown theme */
export async function themeFeed(ctx: Context, theme: string): Promise<string> {
	ctx.access.decided = true;
	if (!isTheme(theme)) throw notFound();
	const t = translator(ctx.lang);
	const news = await publicNews(ctx.db, { theme, size: ENTRIES });
	const title = t('visitors.feed.theme', { theme: t(themeKey(theme)) });
	return atom({
		page: `/${ctx.lang}`,
		self: `/${ctx.lang}/themes/${theme}/feed.atom`,
		title,
		lang: ctx.lang,
		news
	});
}

/** The feed of one published initiative. Drafts have none, not even for their team: feed readers have no session. */
export async function initiativeFeed(ctx: Context, slug: string): Promise<string> {
	const run = await accessInitiative(ctx, slug);
	if (!run.publishedAt) throw notFound();
	const page = `/${ctx.lang}/initiatives/${run.slug}`;
	const news = await publicNews(ctx.db, { initiativeId: run.id, size: ENTRIES });
	const title = translator(ctx.lang)('visitors.feed.initiative', { title: plainText(run.title, ctx.lang) });
	return atom({ page, self: `${page}/feed.atom`, title, lang: ctx.lang, news });
}

function atom({ page, self, title, lang, news }: Feed): string {
	const base = config().PUBLIC_URL;
	const site = translator(lang)('common.site');
	const updated = (news[0]?.at ?? new Date(0)).toISOString();
	return [
		`<?xml version="1.0" encoding="utf-8"?>`,
		`<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${lang}">`,
		`<id>${xml(base + self)}</id>`,
		`<title>${xml(title)}</title>`,
		`<updated>${updated}</updated>`,
		`<author><name>${xml(site)}</name></author>`,
		`<link rel="self" type="application/atom+xml" href="${xml(base + self)}"/>`,
		`<link rel="alternate" type="text/html" href="${xml(base + page)}"/>`,
		`<icon>${xml(base)}/favicon.svg</icon>`,
		...news.map((one) => entry(one, lang, base)),
		`</feed>\n`
	].join('\n');
}

function entry(news: PublicNews, lang: Lang, base: string): string {
	const t = translator(lang);
	const at = news.at.toISOString();
	return [
		'<entry>',
		// The news' own id: the sentence may be worded better later without becoming news again.
		`<id>urn:uuid:${news.id}</id>`,
		`<title>${xml(t(news.key, readParams(t, news.params)))}</title>`,
		`<published>${at}</published><updated>${at}</updated>`,
		`<link rel="alternate" type="text/html" href="${xml(`${base}/${lang}${news.path}`)}"/>`,
		...summary(news.initiative?.title, lang),
		'</entry>'
	].join('\n');
}

const summary = (title: LocalText | undefined, lang: Lang) =>
	title ? [`<summary>${xml(plainText(title, lang))}</summary>`] : [];
