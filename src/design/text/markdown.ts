import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';

const parser = new MarkdownIt({ html: false, linkify: true, typographer: true, quotes: '””’’' });

const ALLOWED: sanitizeHtml.IOptions = {
	allowedTags: [
		...['p', 'br', 'strong', 'em', 's', 'a', 'ul', 'ol', 'li', 'blockquote', 'code', 'pre', 'hr'],
		...['h2', 'h3', 'h4', 'h5', 'h6', 'table', 'thead', 'tbody', 'tr', 'th', 'td']
	],
	allowedAttributes: { a: ['href', 'rel'], ol: ['start'] },
	allowedSchemes: ['http', 'https', 'mailto', 'tel'],
	allowProtocolRelative: false
};

/** Safe HTML of a Markdown text. Headings start at `startLevel`, so that the page keeps its outline. */
export function renderMarkdown(text: string, startLevel = 2): string {
	return sanitizeHtml(parser.render(text), {
		...ALLOWED,
		transformTags: {
			...headings(startLevel),
			a: (tagName, attribs) => ({ tagName, attribs: { href: attribs.href ?? '', rel: 'nofollow ugc' } })
		}
	});
}

/** The text without its marks, for summaries and descriptions. */
export function plainMarkdown(text: string, max = 200): string {
	const plain = sanitizeHtml(parser.render(text), { allowedTags: [], allowedAttributes: {} })
		.replaceAll('&amp;', '&')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&quot;', '"')
		.replace(/\s+/g, ' ')
		.trim();
	return plain.length <= max ? plain : `${plain.slice(0, max).replace(/\s+\S*$/, '')} …`;
}

function headings(startLevel: number): Record<string, string> {
	const levels = [1, 2, 3, 4, 5, 6];
	return Object.fromEntries(levels.map((level) => [`h${level}`, `h${Math.min(6, level + startLevel - 1)}`]));
}
