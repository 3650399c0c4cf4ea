import MarkdownIt from 'markdown-it';
import type { Lang } from '#platform/i18n/index.ts';

/** A part of a document. Texts are plain: what people write reaches the page as data, never as markup. */
export type Block =
	| { kind: 'heading'; level: 2 | 3; text: string }
	| { kind: 'text'; text: string }
	/** A paragraph in pieces; a masked one is a black mark with words on it that say why. */
	| { kind: 'runs'; runs: { text: string; masked: boolean }[] }
	| { kind: 'list'; items: string[]; ordered?: boolean }
	| { kind: 'quote'; text: string; source?: string }
	| { kind: 'table'; caption: string; head: string[]; rows: string[][] }
	| { kind: 'signatures'; people: { name: string; title?: string }[] };

export interface DocumentModel {
	lang: Lang;
	title: string;
	/** "Tjänsteskrivelse", over the title. */
	kind?: string;
	/** Who sends it: stands in the head of the page. */
	sender: string;
	/** Date, reference number, receiver: each on a line of its own. */
	meta: { label: string; value: string }[];
	blocks: Block[];
	/** "Sida {page} av {pages}" is put together from these words. */
	pageWords: { page: string; of: string };
	/** One line at the foot, such as "Exempel: inget verkligt beslut". */
	note?: string;
}

const markdown = new MarkdownIt({ html: false, linkify: false });
type Token = ReturnType<typeof markdown.parse>[number];

/** Markdown that people wrote, as blocks: paragraphs, lists and headings; emphasis falls away, links keep their address. */
export function blocksOf(text: string, level: 2 | 3 = 3): Block[] {
	const tokens = markdown.parse(text, {});
	const blocks: Block[] = [];
	let list: { items: string[]; ordered: boolean } | null = null;
	let heading = false;
	for (const token of tokens) {
		if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open')
			list ??= { items: [], ordered: token.type === 'ordered_list_open' };
		else if (token.type === 'bullet_list_close' || token.type === 'ordered_list_close') {
			if (list) blocks.push({ kind: 'list', ...list });
			list = null;
		} else if (token.type === 'heading_open') heading = true;
		else if (token.type === 'heading_close') heading = false;
		else if (token.type === 'fence' || token.type === 'code_block')
			blocks.push({ kind: 'text', text: token.content.trimEnd() });
		else if (token.type === 'inline') {
			const words = plain(token.children ?? []);
			if (list) list.items.push(words);
			else blocks.push(heading ? { kind: 'heading', level, text: words } : { kind: 'text', text: words });
		}
	}
	return blocks;
}

function plain(tokens: Token[]): string {
	let href = '';
	return tokens
		.map((token) => {
			if (token.type === 'softbreak') return ' ';
			if (token.type === 'hardbreak') return '\n';
			if (token.type === 'link_open') href = String(token.attrGet('href') ?? '');
			if (token.type === 'link_close') return href ? ` (${href})` : '';
			return token.content;
		})
		.join('');
}
