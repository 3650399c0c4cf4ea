import { AppError } from '#platform/errors/index.ts';
import { onPoke } from './listen.ts';

export { onPoke, poke, stopListening } from './listen.ts';

/** One message of a stream. `id` rises; a reader that comes back says which it had last. */
export interface LiveEvent {
	id: number;
	event: string;
	data: unknown;
}

export interface StreamOptions {
	/** The request's own signal: streams end when the reader leaves. */
	signal: AbortSignal;
	topic: string;
	/** The last id the reader has, see `lastEventId`. */
	after: number;
	/** Events after an id, in order, a limited number at a time; an empty list when there are no more. */
	read: (after: number) => Promise<LiveEvent[]>;
	/** Who reads, for the limit: `ctx.client`. */
	client: string;
}

/** Also looked for without a call, should a notification be lost. */
const HEARTBEAT_MS = 15_000;
const MAX_PER_CLIENT = 30;
const MAX_STREAMS = 2000;

const open = new Map<() => void, string>();
let closing = false;
process.once('motesplats:shutdown', () => {
	closing = true;
	for (const close of open.keys()) close();
});

/** The id that the reader had last: browsers send it by themselves when they reconnect. */
export function lastEventId(request: Request, otherwise = 0): number {
	const id = Number(request.headers.get('last-event-id') ?? new URL(request.url).searchParams.get('after'));
	return Number.isSafeInteger(id) && id > 0 ? id : otherwise;
}

/**
 * Server-sent events: rows are read by their number, so nothing is lost or shown twice, whichever process the
 * reader comes back to. @throws AppError rate-limited over the limit of streams
 */
export function eventStream(options: StreamOptions): Response {
	const ofClient = [...open.values()].filter((client) => client === options.client).length;
	if (closing || open.size >= MAX_STREAMS || ofClient >= MAX_PER_CLIENT)
		throw new AppError('unavailable', 'error.unavailable');
	let end = () => {};
	const body = new ReadableStream<Uint8Array>({
		start: (controller) => void (end = run(controller, options)),
		cancel: () => end()
	});
	return new Response(body, {
		headers: {
			'content-type': 'text/event-stream; charset=utf-8',
			'cache-control': 'no-store',
			// Proxies must pass each event on at once.
			'x-accel-buffering': 'no'
		}
	});
}

function run(controller: ReadableStreamDefaultController<Uint8Array>, options: StreamOptions): () => void {
	const encoder = new TextEncoder();
	let last = options.after;
	let wanted = true;
	let reading = false;
	let ended = false;

	const say = (text: string) => controller.enqueue(encoder.encode(text));
	const stopHearing = onPoke(options.topic, look);
	const beat = setInterval(() => {
		if (ended) return;
		say(': here\n\n');
		look();
	}, HEARTBEAT_MS);
	open.set(end, options.client);
	options.signal.addEventListener('abort', end);
	if (options.signal.aborted) end();
	else {
		say('retry: 2000\n\n');
		look();
	}
	return end;

	function look(): void {
		wanted = true;
		if (!reading) void pump();
	}

	async function pump(): Promise<void> {
		reading = true;
		try {
			while (wanted && !ended) {
				wanted = false;
				const events = await options.read(last);
				if (ended) break;
				for (const event of events) say(written(event));
				if (events.length > 0) wanted = true;
				last = events.at(-1)?.id ?? last;
				// A reader that does not keep up is let go; it comes back and says what it had.
				if ((controller.desiredSize ?? 0) < -500) end();
			}
		} catch {
			end();
		}
		reading = false;
	}

	function end(): void {
		if (ended) return;
		ended = true;
		clearInterval(beat);
		stopHearing();
		open.delete(end);
		options.signal.removeEventListener('abort', end);
		try {
			controller.close();
		} catch {
			// Already closed by the reader.
		}
	}
}

function written({ id, event, data }: LiveEvent): string {
	return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
