import { connect, type Socket } from 'node:net';

/** One keep-alive connection that asks one thing at a time. Knows as much of HTTP as our own server speaks. */
export class Connection {
	busy = false;
	#socket: Socket | undefined;
	#parts: Buffer[] = [];
	#port: number;
	#done: ((answer: Answer) => void) | undefined;

	constructor(port: number) {
		this.#port = port;
	}

	/** @param request head and body, ready to send */
	ask(request: Buffer, done: (answer: Answer) => void): void {
		this.busy = true;
		this.#done = done;
		this.#parts = [];
		(this.#socket ??= this.#open()).write(request);
	}

	close(): void {
		this.#socket?.destroy();
	}

	#open(): Socket {
		const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
		const lost = () => {
			if (this.#socket !== socket) return;
			this.#socket = undefined;
			if (this.busy) this.#finish({ status: 0, cached: false, head: '', body: '' });
		};
		socket.on('data', (chunk) => this.#take(chunk));
		socket.on('error', lost).on('close', lost);
		return socket;
	}

	#take(chunk: Buffer): void {
		this.#parts.push(chunk);
		const all = this.#parts.length === 1 ? chunk : (this.#parts = [Buffer.concat(this.#parts)])[0]!;
		const end = all.indexOf('\r\n\r\n');
		if (end < 0) return;
		const head = all.toString('latin1', 0, end);
		const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
		const over = length ? all.length >= end + 4 + Number(length) : isLastChunk(all, head, end);
		if (!over) return;
		const cached = /\r\nage: /i.test(head);
		this.#finish({ status: Number(head.slice(9, 12)), cached, head, body: all.toString('utf8', end + 4) });
	}

	#finish(answer: Answer): void {
		const done = this.#done;
		this.busy = false;
		this.#done = undefined;
		done?.(answer);
	}
}

export interface Answer {
	/** 0 where the connection was lost. */
	status: number;
	/** From the page cache: such answers say their age. */
	cached: boolean;
	head: string;
	body: string;
}

function isLastChunk(all: Buffer, head: string, end: number): boolean {
	if (!/\r\ntransfer-encoding: chunked/i.test(head)) return true;
	return all.length > end + 8 && all.toString('latin1', all.length - 5) === '0\r\n\r\n';
}
