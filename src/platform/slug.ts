const LETTERS: Record<string, string> = { æ: 'ae', ø: 'o', ß: 'ss', đ: 'd', ł: 'l', þ: 'th', ð: 'd' };

/** An address from a title: `Hur når vi barn på Öland?` → `hur-nar-vi-barn-pa-oland`. At most 60 signs, never empty: `otherwise` stands in. */
export function slugOf(title: string, otherwise = 'initiativ'): string {
	const plain = title
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[æøßđłþð]/g, (letter) => LETTERS[letter]!)
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-+|-+$/g, '');
	return shorten(plain) || otherwise;
}

/** Cuts at a word where there is one. */
function shorten(slug: string): string {
	if (slug.length <= 60) return slug;
	const cut = slug.slice(0, 61);
	const end = cut.lastIndexOf('-');
	return end > 20 ? cut.slice(0, end) : cut.slice(0, 60);
}
