// @ts-check
// Sends a form without leaving its page until the server has taken it, so that a connection that is lost, or a
// session that has ended, takes no words along. What the server refuses is answered by the page as always: its answer
// is put in the page's place, with the files that were chosen. Without script the form is an ordinary one.

start();

function start() {
	for (const box of document.querySelectorAll('[data-steady]'))
		for (const form of box.querySelectorAll('form')) hold(form, /** @type {HTMLElement} */ (box));
}

/** @param {HTMLFormElement} form @param {HTMLElement} box */
function hold(form, box) {
	let sending = false;
	form.addEventListener('submit', async (event) => {
		const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
		if (button?.formMethod === 'get') return;
		event.preventDefault();
		if (sending) return;
		sending = true;
		tell(box, '');
		const answer = await send(form, button);
		sending = false;
		if (answer.to) go(answer.to);
		else if (answer.trouble) tell(box, answer.trouble);
		else if (answer.page) show(answer.page);
	});
}

/**
 * Puts the server's page in place of this one. The address stays: to load it anew, or to come back to it, never
 * sends anything again. @param {string} html
 */
function show(html) {
	const page = new DOMParser().parseFromString(html, 'text/html');
	const chosen = filesIn(document);
	document.title = page.title;
	document.body.replaceWith(document.adoptNode(page.body));
	for (const input of document.querySelectorAll('input[type=file]')) {
		const files = chosen.get(input.id);
		if (!(input instanceof HTMLInputElement) || !files) continue;
		input.files = files;
		document.querySelector(`[data-again="${input.id}"]`)?.remove();
	}
	start();
	const first = document.querySelector('main [role=alert]') ?? document.querySelector('h1');
	if (!(first instanceof HTMLElement)) return;
	first.tabIndex = -1;
	first.focus();
}

/** What is chosen in fields for files, by their id. @param {Document} page */
function filesIn(page) {
	/** @type {Map<string, FileList>} */
	const chosen = new Map();
	for (const input of page.querySelectorAll('input[type=file]'))
		if (input instanceof HTMLInputElement && input.files?.length) chosen.set(input.id, input.files);
	return chosen;
}

/** Shows why it could not be sent. @param {HTMLElement} box @param {string} trouble */
function tell(box, trouble) {
	for (const notice of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll('[data-trouble]')))
		notice.hidden = notice.dataset.trouble !== trouble;
}

/**
 * The page where the server refused it.
 * @param {HTMLFormElement} form @param {HTMLButtonElement | null} button
 * @returns {Promise<{ to?: string, page?: string, trouble?: 'signed-out' | 'unreachable' }>}
 */
async function send(form, button) {
	const action = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
	try {
		const response = await fetch(new URL(action, location.href), {
			method: 'POST',
			body: new FormData(form, button),
			headers: { accept: 'text/html', 'x-steady': 'true' }
		});
		if (response.status === 401) return { trouble: 'signed-out' };
		if (response.status >= 500) return { trouble: 'unreachable' };
		const to = response.headers.get('x-steady-to');
		return to ? { to } : { page: await response.text() };
	} catch {
		return { trouble: 'unreachable' };
	}
}

/** Loads the page anew also where it is the same one, which a change of hash alone would not. @param {string} to */
function go(to) {
	const url = new URL(to, location.href);
	if (url.pathname + url.search === location.pathname + location.search) url.hash = '';
	location.assign(url);
}
