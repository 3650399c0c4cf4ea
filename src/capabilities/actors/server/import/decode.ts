import type { MessageKey } from '#platform/i18n/keys.ts';

/** Encodings that files of organisations come in. */
export const ENCODINGS = ['utf-8', 'windows-1252', 'utf-16le', 'utf-16be'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DELIMITERS = [';', ',', '\t', '|'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;

/** Why these bytes are no table in plain text; null when they may be one. */
export function fileFault(bytes: Uint8Array): MessageKey | null {
	if (bytes.length === 0) return 'file.error.empty';
	if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]) || startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0]))
		return 'actors.import.error.excel';
	if (bomOf(bytes)?.startsWith('utf-16')) return null;
	return bytes.includes(0) ? 'actors.import.error.binary' : null;
}

/** By the byte order mark, else UTF-8 if every byte of it is, else what older Swedish programs write. */
export function detectEncoding(bytes: Uint8Array): Encoding {
	const marked = bomOf(bytes);
	if (marked) return marked;
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		return 'utf-8';
	} catch {
		return 'windows-1252';
	}
}

function bomOf(bytes: Uint8Array): Encoding | null {
	if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8';
	if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le';
	if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be';
	return null;
}

function startsWith(bytes: Uint8Array, signature: number[]): boolean {
	return signature.every((byte, index) => bytes[index] === byte);
}

/** The text without its byte order mark. Bytes that the encoding lacks become question marks, never an error. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
	return new TextDecoder(encoding).decode(bytes).replace(/^\uFEFF/, '');
}

/** The sign that most evenly parts the first lines, counted outside quotation marks. */
export function detectDelimiter(text: string): Delimiter {
	const counts = DELIMITERS.map((delimiter) => ({ delimiter, perLine: countPerLine(text, delimiter) }));
	const score = ({ perLine }: { perLine: number[] }) => {
		const most = Math.max(0, ...perLine);
		const even = perLine.filter((n) => n === perLine[0]).length / Math.max(1, perLine.length);
		return perLine[0] ? even * 100 + most : 0;
	};
	return counts.reduce((best, each) => (score(each) > score(best) ? each : best)).delimiter;
}

function countPerLine(text: string, delimiter: string): number[] {
	const counts = [0];
	let quoted = false;
	for (const sign of text.slice(0, 50_000)) {
		if (sign === '"') quoted = !quoted;
		else if (!quoted && sign === delimiter) counts[counts.length - 1]! += 1;
		else if (!quoted && sign === '\n' && counts.push(0) > 20) break;
	}
	// What comes after the last line break is half a line, or nothing.
	return counts.length > 1 ? counts.slice(0, -1) : counts;
}
