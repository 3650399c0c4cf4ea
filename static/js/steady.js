// @ts-check
// Sends a form without leaving its page until the server has taken it, so that a connection that is lost, or a
// session that has ended, takes no words along. What the server refuses is sent again as any form is, and answered
// by its page. Without script the form is an ordinary one.

for (const box of document.querySelectorAll('[data-steady]')) {
	for (const form of box.querySelectorAll('form')) hold(form, /** @type {HTMLElement} */ (box));
}

/** @param {HTMLFormElement} form @param {HTMLElement} box */
function hold(form, box) {
	let sending = false;
	let ordinary = false;
	form.addEventListener('submit', async (event) => {
		const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
		if (ordinary || button?.formMethod === 'get') return;
		event.preventDefault();
		if (sending) return;
		sending = true;
		tell(box, '');
		const answer = await send(form, button);
		sending = false;
		if (answer.to) go(answer.to);
		else if (answer.trouble) tell(box, answer.trouble);
		else {
			ordinary = true;
			form.requestSubmit(button);
		}
	});
}

/** Shows why it could not be sent. @param {HTMLElement} box @param {string} trouble */
function tell(box, trouble) {
	for (const notice of /** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll('[data-trouble]')))
		notice.hidden = notice.dataset.trouble !== trouble;
}

/**
 * Neither `to` nor `trouble` where the server refused it.
 * @param {HTMLFormElement} form @param {HTMLButtonElement | null} button
 * @returns {Promise<{ to?: string, trouble?: 'signed-out' | 'unreachable' }>}
 */
async function send(form, button) {
	const action = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? '';
	try {
		const response = await fetch(new URL(action, location.href), {
			method: 'POST',
			body: new FormData(form, button),
			headers: { accept: 'application/json', 'x-sveltekit-action': 'true' }
		});
		if (response.status === 401) return { trouble: 'signed-out' };
		if (response.status >= 500) return { trouble: 'unreachable' };
		const result = await response.json().catch(() => null);
		return result?.type === 'redirect' ? { to: result.location } : {};
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
