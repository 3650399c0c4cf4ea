import { openBytes, sealBytes, sealText } from './seal.ts';

/**
 * Wraps a secret in two layers, so that two people together open it and neither alone: first the holder of `outer`,
 * then the holder of `inner`.
 */
export async function wrapFor(outer: string, inner: string, secret: string): Promise<Uint8Array> {
	return sealBytes(outer, await sealText(inner, secret));
}

/** Takes off one layer. @throws Error where it is not this identity's layer, or was altered */
export const unwrap = (secret: string, wrapped: Uint8Array): Promise<Uint8Array> =>
	openBytes(secret, wrapped);
