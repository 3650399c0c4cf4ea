export type SaveState = 'idle' | 'waiting' | 'saving' | 'saved' | 'conflict' | 'offline';

/**
 * Sends the form in the background a moment after the last key. What was saved becomes what the next saving
 * starts from, so that one never collides with oneself.
 */
export function autosave(form: HTMLFormElement, tell: (state: SaveState, at?: Date) => void): () => void {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let running = false;
	let again = false;

	async function save(): Promise<void> {
		if (running) {
			again = true;
			return;
		}
		running = true;
		tell('saving');
		const body = new FormData(form);
		const answer = await send(form, body);
		running = false;
		if (answer === null) tell('offline');
		else if (answer.saved) {
			moveStart(form, body, answer.figuresWas);
			tell('saved', new Date());
		} else tell(Object.keys(answer.conflicts).length > 0 ? 'conflict' : 'waiting');
		if (again) {
			again = false;
			void save();
		} else if (answer === null) timer = setTimeout(save, 10_000);
	}

	const onInput = () => {
		tell('waiting');
		clearTimeout(timer);
		timer = setTimeout(save, 1200);
	};
	const onSubmit = () => clearTimeout(timer);
	form.addEventListener('input', onInput);
	form.addEventListener('submit', onSubmit);
	if (hasNewWords(form)) onInput();
	return () => {
		clearTimeout(timer);
		form.removeEventListener('input', onInput);
		form.removeEventListener('submit', onSubmit);
	};
}

/** Somebody with a slow connection may have written before the script came. */
function hasNewWords(form: HTMLFormElement): boolean {
	if (form.querySelector('[aria-invalid="true"]')) return false;
	return [...new FormData(form)].some(([name, value]) => {
		const was = form.elements.namedItem(`${name}Was`);
		return was instanceof HTMLInputElement && was.value !== String(value);
	});
}

interface Answer {
	saved: boolean;
	conflicts: Record<string, string>;
	figuresWas?: string;
}

async function send(form: HTMLFormElement, body: FormData): Promise<Answer | null> {
	try {
		const response = await fetch(form.dataset.draft!, { method: 'POST', body });
		return response.status === 200 || response.status === 409 || response.status === 422
			? ((await response.json()) as Answer)
			: null;
	} catch {
		return null;
	}
}

function moveStart(form: HTMLFormElement, body: FormData, figuresWas?: string): void {
	for (const [name, value] of body) {
		const was = form.elements.namedItem(`${name}Was`);
		if (was instanceof HTMLInputElement) was.value = String(value);
	}
	const figures = form.elements.namedItem('figuresWas');
	if (figures instanceof HTMLInputElement && figuresWas !== undefined) figures.value = figuresWas;
}
