// @ts-check
// The wall: shows what the facilitator releases, as it is released. Words are put in as text, never as markup.
const list = /** @type {HTMLElement | null} */ (document.querySelector('[data-wall]'));
if (list) follow(list);

/** @param {HTMLElement} list */
function follow(list) {
	/** @type {Record<string, string>} */
	const words = JSON.parse(list.dataset.words ?? '{}');
	const pageLang = document.documentElement.lang;
	const stream = new EventSource(list.dataset.wall ?? '');
	stream.addEventListener('show', (event) => put(JSON.parse(event.data), true));
	stream.addEventListener('change', (event) => put(JSON.parse(event.data), false));
	stream.addEventListener('hide', (event) => find(JSON.parse(event.data).id)?.remove());

	/** @param {string} id */
	function find(id) {
		return list.querySelector(`[data-note="${CSS.escape(id)}"]`);
	}

	/** @param {{ id: string, words: string, lang: string, kind: string, scope: string, table: number | null }} note @param {boolean} fresh */
	function put(note, fresh) {
		const before = find(note.id);
		const item = document.createElement('li');
		item.dataset.note = note.id;
		item.lang = note.lang;
		item.dir = 'auto';
		const text = document.createElement('span');
		text.textContent = note.words;
		const small = document.createElement('small');
		small.lang = pageLang;
		const table = note.table ? ` · ${(words.table ?? '').replace('{n}', String(note.table))}` : '';
		small.textContent = `${words[note.kind]} · ${words[note.scope]}${table}`;
		item.append(text, small);
		if (before) before.replaceWith(item);
		else list.prepend(item);
		const empty = document.querySelector('[data-wall-empty]');
		if (empty instanceof HTMLElement) empty.hidden = true;
		if (!fresh || before) return;
		item.classList.add('new');
		setTimeout(() => item.classList.remove('new'), 8000);
	}
}
