/** Cuts a stream into blocks of one size; the last one may be shorter. Few large writes beat many small ones. */
export async function* blocksOf(
	stream: ReadableStream<Uint8Array>,
	size: number
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
	const reader = stream.getReader();
	let [block, filled] = [new Uint8Array(size), 0];
	for (;;) {
		const { done, value } = await reader.read();
		if (done) break;
		for (let at = 0; at < value.length;) {
			const take = Math.min(size - filled, value.length - at);
			block.set(value.subarray(at, at + take), filled);
			[at, filled] = [at + take, filled + take];
			if (filled < size) continue;
			yield block;
			[block, filled] = [new Uint8Array(size), 0];
		}
	}
	if (filled > 0) yield block.slice(0, filled);
}

/** Bytes that are still coming into being. Whoever wants a part of them waits until it is there. */
export class Pieces {
	readonly id: string;
	/** Bytes when all is there. */
	readonly size: number;
	private readonly progress: (part: number) => void;
	// The browser keeps blobs outside the page's memory, on disk where they are many.
	private readonly parts: Blob[] = [];
	private there = 0;
	private failed: Error | null = null;
	private waiting: (() => void)[] = [];

	constructor(id: string, size: number, progress: (part: number) => void = () => {}) {
		this.id = id;
		this.size = size;
		this.progress = progress;
	}

	add(block: Blob): void {
		this.parts.push(block);
		this.there += block.size;
		this.progress(this.there / this.size);
		this.wake();
	}

	get broken(): boolean {
		return this.failed !== null;
	}

	/** Nothing more will come. */
	fail(error: Error): void {
		this.failed = error;
		this.wake();
	}

	private wake(): void {
		for (const go of this.waiting.splice(0)) go();
	}

	/** The bytes from start up to end, once they are there. @throws what made it fail */
	async slice(start: number, end: number): Promise<Blob> {
		const last = Math.min(end, this.size);
		while (this.there < last) {
			if (this.failed) throw this.failed;
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
		const taken: Blob[] = [];
		let at = 0;
		for (const part of this.parts) {
			const [from, to] = [Math.max(0, start - at), Math.min(part.size, last - at)];
			if (from < to) taken.push(part.slice(from, to));
			at += part.size;
		}
		return new Blob(taken);
	}
}
