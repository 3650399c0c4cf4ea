/**
 * The characters that a TrueType font can draw, from its `cmap` table (formats 4 and 12).
 * @throws when the font has neither
 */
export function charactersOf(font: Buffer): Set<number> {
	const cmap = tableAt(font, 'cmap');
	const tables = Array.from({ length: font.readUInt16BE(cmap + 2) }, (_, at) => {
		const offset = cmap + font.readUInt32BE(cmap + 4 + at * 8 + 4);
		return { offset, format: font.readUInt16BE(offset) };
	});
	const wide = tables.find(({ format }) => format === 12);
	if (wide) return segmented(font, wide.offset);
	const narrow = tables.find(({ format }) => format === 4);
	if (narrow) return ranged(font, narrow.offset);
	throw new Error('the font does not say which characters it has');
}

function tableAt(font: Buffer, name: string): number {
	for (let at = 0; at < font.readUInt16BE(4); at++) {
		const record = 12 + at * 16;
		if (font.toString('latin1', record, record + 4) === name) return font.readUInt32BE(record + 8);
	}
	throw new Error(`the font has no ${name}`);
}

function segmented(font: Buffer, offset: number): Set<number> {
	const found = new Set<number>();
	for (let at = 0; at < font.readUInt32BE(offset + 12); at++) {
		const group = offset + 16 + at * 12;
		for (let code = font.readUInt32BE(group); code <= font.readUInt32BE(group + 4); code++) found.add(code);
	}
	return found;
}

function ranged(font: Buffer, offset: number): Set<number> {
	const found = new Set<number>();
	const count = font.readUInt16BE(offset + 6) / 2;
	for (let at = 0; at < count; at++) {
		const end = font.readUInt16BE(offset + 14 + at * 2);
		const start = font.readUInt16BE(offset + 16 + count * 2 + at * 2);
		for (let code = start; code <= end && code !== 0xffff; code++) found.add(code);
	}
	return found;
}

/**
 * The text with what the font cannot draw written out as its number, such as [U+1F600]: a document must show every
 * sign that stands in it, and one strange sign must not stop it. Line feeds stay, tabs become spaces.
 */
export function drawable(text: string, characters: ReadonlySet<number>): string {
	let drawn = '';
	for (const sign of text.normalize('NFC').replaceAll('\r\n', '\n').replaceAll('\t', ' ')) {
		const code = sign.codePointAt(0)!;
		if (sign === '\n' || characters.has(code)) drawn += sign;
		else if (!INVISIBLE.test(sign)) drawn += `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
	}
	return drawn;
}

/** Joiners, marks of direction and variation selectors: they say how others are drawn, and show nothing themselves. */
const INVISIBLE = /^[\p{Cf}\p{Variation_Selector}]$/u;
