// @ts-check
// The phone page: what is written waits on the phone until the server has it. Without script the form posts by itself.

/** @typedef {{ key: string, kind: string, scope: string, lang: string, words: string, table: number | null }} Post */

const root = /** @type {HTMLElement | null} */ (document.querySelector('[data-capture]'));
const MAX_WORDS = 2000;
if (root) start(root);

/** @param {HTMLElement} root */
function start(root) {
	const { code = '', address = '' } = root.dataset;
	const store = `motesplats-capture-${code}`;
	const form = /** @type {HTMLFormElement | null} */ (document.getElementById('capture'));
	const box = /** @type {HTMLElement} */ (root.querySelector('[data-queue]'));
	const line = /** @type {HTMLElement} */ (root.querySelector('[data-queue-text]'));
	const list = /** @type {HTMLElement} */ (root.querySelector('[data-queue-list]'));
	const sent = /** @type {HTMLElement} */ (root.querySelector('[data-sent-text]'));
	let closed = root.dataset.closed === 'true';
	let sending = false;
	let wait = 1000;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;

	form?.addEventListener('submit', (event) => {
		event.preventDefault();
		const post = readPost(form);
		const fault =
			post.words === '' ? root.dataset.empty : post.words.length > MAX_WORDS ? root.dataset.long : '';
		if (fault) return say(fault);
		const posts = read();
		posts.push(post);
		if (!write(posts)) return form.submit();
		keepChoices(form);
		clearWords(form);
		say('');
		show();
		void send();
	});
	window.addEventListener('online', () => void send());
	document.addEventListener('visibilitychange', () => void (document.hidden || send()));
	restoreChoices(form);
	show();
	void send();
	// So that the page itself opens again in a basement without network.
	void navigator.serviceWorker
		?.register('/capture-sw.js', { scope: location.pathname.replace(/\/c\/.*$/, '/c/') })
		.catch(() => {});

	async function send() {
		clearTimeout(timer);
		const posts = read().slice(0, 50);
		if (sending || closed || posts.length === 0) return;
		sending = true;
		try {
			const response = await fetch(address, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ posts })
			});
			if (response.ok) took(posts, (await response.json()).answers);
			else if (response.status === 404 || response.status === 422) closed = true;
			if (!response.ok) wait = Math.min(wait * 2, 30_000);
		} catch {
			wait = Math.min(wait * 2, 30_000);
		}
		sending = false;
		show();
		if (read().length > 0 && !closed) timer = setTimeout(send, wait);
	}

	/** @param {Post[]} posts @param {string[]} answers */
	function took(posts, answers) {
		const taken = new Set(posts.filter((_, index) => answers[index] === 'taken').map((post) => post.key));
		write(read().filter((post) => !taken.has(post.key)));
		if (answers.includes('closed')) closed = true;
		wait = answers.includes('limited') ? 30_000 : 1000;
		if (taken.size > 0) say(root.dataset.sent ?? '');
	}

	function show() {
		const posts = read();
		box.hidden = posts.length === 0;
		const words = closed
			? root.dataset.kept
			: posts.length === 1
				? root.dataset.waitingOne
				: root.dataset.waitingOther;
		line.textContent = (words ?? '').replace('{n}', String(posts.length));
		list.replaceChildren(
			...posts.map((post) => {
				const item = document.createElement('li');
				item.textContent = post.words;
				item.lang = post.lang;
				item.dir = 'auto';
				return item;
			})
		);
	}

	/** @param {string} text */
	function say(text) {
		sent.textContent = text;
	}

	/** @returns {Post[]} */
	function read() {
		try {
			return JSON.parse(localStorage.getItem(store) ?? '[]');
		} catch {
			return [];
		}
	}

	/** @param {Post[]} posts @returns {boolean} whether the phone keeps it */
	function write(posts) {
		try {
			localStorage.setItem(store, JSON.stringify(posts));
			return true;
		} catch {
			return false;
		}
	}
}

/** @param {HTMLFormElement} form @returns {Post} */
function readPost(form) {
	const data = new FormData(form);
	const text = (/** @type {string} */ name) => String(data.get(name) ?? '').trim();
	const table = Number.parseInt(text('table'), 10);
	return {
		key: newKey(),
		kind: text('kind'),
		scope: text('scope'),
		lang: text('lang'),
		words: text('words').replaceAll('\r\n', '\n'),
		table: table >= 1 && table <= 200 ? table : null
	};
}

// crypto.randomUUID exists only on https and localhost; a room's test server may be neither.
function newKey() {
	if (crypto.randomUUID) return crypto.randomUUID();
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** @param {HTMLFormElement} form */
function clearWords(form) {
	const words = /** @type {HTMLTextAreaElement | null} */ (form.elements.namedItem('words'));
	if (!words) return;
	words.value = '';
	words.focus();
}

/** @param {HTMLFormElement} form */
function keepChoices(form) {
	const data = new FormData(form);
	const last = ['table', 'lang', 'scope'].map((name) => [name, String(data.get(name) ?? '')]);
	localStorage.setItem('motesplats-capture-choices', JSON.stringify(Object.fromEntries(last)));
}

/** @param {HTMLFormElement | null} form */
function restoreChoices(form) {
	try {
		const last = JSON.parse(localStorage.getItem('motesplats-capture-choices') ?? '{}');
		for (const name of ['table', 'lang', 'scope']) {
			const field = form?.elements.namedItem(name);
			if (last[name] && field && 'value' in field) field.value = last[name];
		}
	} catch {
		// Nothing kept.
	}
}
