/** Bytes as text for JSON, in the browser as on the server. */
export function toBase64(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += 32_768)
		binary += String.fromCharCode(...bytes.subarray(at, at + 32_768));
	return btoa(binary);
}

/** @throws Error on what is not base64 */
export function fromBase64(text: string): Uint8Array {
	return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}
