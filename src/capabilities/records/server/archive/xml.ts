/** A piece of XML that is safe to put inside another. */
export interface Xml {
	readonly xml: string;
}

// What XML 1.0 allows no document to hold, however it is written.
// eslint-disable-next-line no-control-regex -- these are the signs that must not be there
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replace(FORBIDDEN, '').replace(/[&<>"]/g, (sign) => ENTITIES[sign]!);

type Child = Xml | string | null | undefined | readonly Child[];

/** One element. Attributes that are undefined are left out; text is escaped. */
export function el(
	name: string,
	attributes: Record<string, string | number | undefined> = {},
	...children: Child[]
): Xml {
	const words = Object.entries(attributes).flatMap(([key, value]) =>
		value === undefined ? [] : [` ${key}="${escaped(String(value))}"`]
	);
	const inner = children.map(render).join('');
	return { xml: inner ? `<${name}${words.join('')}>${inner}</${name}>` : `<${name}${words.join('')}/>` };
}

function render(child: Child): string {
	if (child === null || child === undefined) return '';
	if (typeof child === 'string') return escaped(child);
	return 'xml' in child ? child.xml : child.map(render).join('');
}

export const xmlDocument = ({ xml }: Xml): string => `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`;
