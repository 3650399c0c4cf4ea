/** What the server answers to a save in the background. */
export interface Autosaved {
	at?: string;
	revisions?: Record<string, number>;
	marks?: Record<string, string>;
	/** Questions that this save wrote. */
	written?: string[];
	conflicts?: string[];
	message?: string;
}

const PAUSE_MS = 1500;

/**
 * Saves the form inside `node` shortly after each change, one request at a time, and once more when the page is
 * left. Revisions that come back are written into the form, so that the button carries them too.
 */
export function autosave(node: HTMLElement, options: { url: string; told: (result: Autosaved) => void }) {
	const form = node.querySelector('form');
	if (!form) return;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let running: Promise<void> | undefined;
	let dirty = false;

	const save = async (keepalive = false) => {
		dirty = false;
		const body = withoutFiles(new FormData(form));
		try {
			const response = await fetch(options.url, { method: 'POST', body, keepalive });
			const result = (await response.json()) as Autosaved;
			writeRevisions(form, result);
			options.told(result);
		} catch {
			dirty = true;
			options.told({});
		}
	};
	const run = async () => {
		await running;
		if (dirty) await (running = save());
	};
	const changed = () => {
		dirty = true;
		clearTimeout(timer);
		timer = setTimeout(run, PAUSE_MS);
	};
	const left = () => {
		if (document.visibilityState === 'hidden' && dirty) void save(true);
	};
	const sent = () => {
		clearTimeout(timer);
		dirty = false;
	};
	form.addEventListener('input', changed);
	form.addEventListener('submit', sent);
	document.addEventListener('visibilitychange', left);
	return {
		destroy() {
			clearTimeout(timer);
			form.removeEventListener('input', changed);
			form.removeEventListener('submit', sent);
			document.removeEventListener('visibilitychange', left);
		}
	};
}

function withoutFiles(data: FormData): FormData {
	for (const [name, value] of [...data.entries()]) if (value instanceof File) data.delete(name);
	return data;
}

/** A question that a colleague changed meanwhile keeps its old revision, so that the button asks. */
function writeRevisions(form: HTMLFormElement, saved: Autosaved): void {
	const { revisions = {}, marks = {}, conflicts = [], written = [] } = saved;
	for (const key of written.filter((name) => !conflicts.includes(name))) {
		write(form, `rev.${key}`, String(revisions[key] ?? 0));
		write(form, `shown.${key}`, marks[key] ?? '');
	}
}

function write(form: HTMLFormElement, name: string, value: string): void {
	const field = form.elements.namedItem(name);
	if (field instanceof HTMLInputElement) field.value = value;
}
