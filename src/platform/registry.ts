/**
 * Named things that capabilities announce at start: permissions, jobs, mails, kinds. An unknown name throws, a
 * taken one too, except under the development server, which evaluates changed files again.
 */
export class Registry<T> {
	readonly #what: string;
	readonly #items = new Map<string, T>();

	/** @param what the word used in errors, e.g. `permission` */
	constructor(what: string) {
		this.#what = what;
	}

	add(name: string, item: T): void {
		if (this.#items.has(name) && process.env.NODE_ENV !== 'development') {
			throw new Error(`${this.#what} ${name} is defined twice`);
		}
		this.#items.set(name, item);
	}

	get(name: string): T {
		const item = this.#items.get(name);
		if (item === undefined) throw new Error(`unknown ${this.#what} ${name}`);
		return item;
	}

	find(name: string): T | undefined {
		return this.#items.get(name);
	}

	entries(): [string, T][] {
		return [...this.#items];
	}

	values(): T[] {
		return [...this.#items.values()];
	}
}
