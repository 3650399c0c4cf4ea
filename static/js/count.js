// @ts-check
// Counts along while organisations are ticked; the button "update the count" does the same without script.
const form = document.querySelector('form[data-count-form]');
if (form instanceof HTMLFormElement) {
	const boxes = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll('input[data-sector]'));
	/** @type {Map<string, number>} */
	const base = new Map();
	for (const cell of form.querySelectorAll('[data-count]')) {
		const group = /** @type {HTMLElement} */ (cell).dataset.count ?? '';
		base.set(group, Number(cell.textContent));
	}
	// The page was drawn with these ticked: they are counted already.
	for (const box of boxes) if (box.checked && !box.disabled) add(box.dataset.sector ?? '', -1, base);

	form.addEventListener('change', show);
	show();

	function show() {
		const counts = new Map(base);
		for (const box of boxes) if (box.checked && !box.disabled) add(box.dataset.sector ?? '', 1, counts);
		const most = Math.max(1, ...counts.values());
		let missing = 0;
		for (const [group, n] of counts) {
			const row = form?.querySelector(`[data-group="${group}"]`);
			const cell = form?.querySelector(`[data-count="${group}"]`);
			if (cell) cell.textContent = String(n);
			row?.classList.toggle('empty', n === 0);
			row?.querySelector('rect')?.setAttribute('width', String((n / most) * 100));
			const warning = form?.querySelector(`[data-missing-group="${group}"]`);
			if (warning instanceof HTMLElement) warning.hidden = n > 0;
			if (n === 0) missing++;
		}
		toggle('[data-missing]', missing === 0);
		toggle('[data-all-there]', missing > 0);
	}
	/** @param {string} selector @param {boolean} hidden */
	function toggle(selector, hidden) {
		const part = form?.querySelector(selector);
		if (part instanceof HTMLElement) part.hidden = hidden;
	}
}

/** @param {string} group @param {number} step @param {Map<string, number>} counts */
function add(group, step, counts) {
	if (counts.has(group)) counts.set(group, (counts.get(group) ?? 0) + step);
}
