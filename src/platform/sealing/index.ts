/**
 * Sealing with the age format, in the browser as on the server: nothing here knows of a database. An identity is a
 * secret `AGE-SECRET-KEY-1…`; its recipient `age1…` is public. The program `age` opens what is sealed here, and
 * the other way round.
 */
export { createIdentity, fingerprint, isRecipient, recipientOf, readIdentity } from './identity.ts';
export { openBytes, openStream, openText, sealBytes, sealStream, sealText, sealedSize } from './seal.ts';
export { unwrap, wrapFor } from './wrap.ts';
export { lock, newPassphrase, unlock, PASSPHRASE_BITS } from './passphrase.ts';
export { fromBase64, toBase64 } from './base64.ts';
