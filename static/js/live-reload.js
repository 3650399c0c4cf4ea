// @ts-check
// Redraws one part of the page when the server says that there is something new; what is ticked stays ticked.
const part = /** @type {HTMLElement | null} */ (document.querySelector('[data-live]'));
if (part) follow(part);

/** @param {HTMLElement} part */
function follow(part) {
	const id = part.dataset.livePart ?? '';
	const stream = new EventSource(part.dataset.live ?? '');
	let running = false;
	let again = false;
	stream.addEventListener('count', () => void redraw());

	async function redraw() {
		again = true;
		if (running) return;
		running = true;
		while (again) {
			again = false;
			await fetchPart().catch(() => {});
			// A burst of posts must not become a burst of pages.
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
		running = false;
	}

	async function fetchPart() {
		const response = await fetch(location.href, { headers: { accept: 'text/html' } });
		if (!response.ok) return;
		const page = new DOMParser().parseFromString(await response.text(), 'text/html');
		const now = document.getElementById(id);
		const next = page.getElementById(id);
		if (!now || !next) return;
		const ticked = new Set([...now.querySelectorAll('input:checked')].map((box) => box.id));
		const focused = now.contains(document.activeElement) ? document.activeElement?.id : '';
		for (const box of next.querySelectorAll('input[type="checkbox"]'))
			if (ticked.has(box.id)) box.setAttribute('checked', '');
		now.replaceWith(document.importNode(next, true));
		if (focused) document.getElementById(focused)?.focus();
	}
}
