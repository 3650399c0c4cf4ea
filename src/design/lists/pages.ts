/** First, last and those around the page being shown; null stands for a gap. Never a gap of one page. */
export function pageNumbers(page: number, pages: number): (number | null)[] {
	const near = [1, pages, page - 1, page, page + 1].filter((n) => n >= 1 && n <= pages);
	const wanted = [...new Set(near)].sort((a, b) => a - b);
	return wanted.flatMap((number, index) => {
		const before = index === 0 ? number - 1 : wanted[index - 1]!;
		if (number - before === 2) return [number - 1, number];
		return number - before > 2 ? [null, number] : [number];
	});
}
