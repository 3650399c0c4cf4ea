import { Decrypter, Encrypter } from 'age-encryption';

/** Seals bytes so that only the recipient's identity opens them. */
export function sealBytes(recipient: string, bytes: Uint8Array): Promise<Uint8Array> {
	return encrypterFor(recipient).encrypt(bytes);
}

export function sealText(recipient: string, text: string): Promise<Uint8Array> {
	return encrypterFor(recipient).encrypt(text);
}

/** As sealBytes, piece by piece, for files of any size. */
export function sealStream(
	recipient: string,
	stream: ReadableStream<Uint8Array>
): Promise<ReadableStream<Uint8Array>> {
	return encrypterFor(recipient).encrypt(stream);
}

/** @throws Error where the identity does not fit, or a single bit was changed */
export function openBytes(secret: string, sealed: Uint8Array): Promise<Uint8Array> {
	return decrypterWith(secret).decrypt(sealed);
}

export function openText(secret: string, sealed: Uint8Array): Promise<string> {
	return decrypterWith(secret).decrypt(sealed, 'text');
}

/** As openBytes. A file that was cut off fails only at its end: use nothing before the stream has closed well. */
export function openStream(
	secret: string,
	sealed: ReadableStream<Uint8Array>
): Promise<ReadableStream<Uint8Array>> {
	return decrypterWith(secret).decrypt(sealed);
}

/** Bytes that a file of this size takes when sealed for one recipient. */
export const sealedSize = (plain: number): number =>
	184 + plain + 16 * Math.max(1, Math.ceil(plain / 65_536));

function encrypterFor(recipient: string): Encrypter {
	const encrypter = new Encrypter();
	encrypter.addRecipient(recipient);
	return encrypter;
}

function decrypterWith(secret: string): Decrypter {
	const decrypter = new Decrypter();
	decrypter.addIdentity(secret);
	return decrypter;
}
