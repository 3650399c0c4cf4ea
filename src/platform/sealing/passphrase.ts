import { armor, Decrypter, Encrypter } from 'age-encryption';

// Letters and digits that nobody mistakes for one another, read aloud or from paper.
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const [GROUPS, LENGTH] = [5, 5];

/** What a generated passphrase is worth: 25 signs out of 32. */
export const PASSPHRASE_BITS = GROUPS * LENGTH * Math.log2(ALPHABET.length);

// The passphrase is random and long, so that guessing is hopeless whatever a single guess costs.
const WORK = 14;

/** A passphrase in groups, such as `7k3fq-…`; made, never chosen. */
export function newPassphrase(): string {
	const signs = Array.from(crypto.getRandomValues(new Uint8Array(GROUPS * LENGTH)), (n) => ALPHABET[n % 32]);
	return Array.from({ length: GROUPS }, (_, at) => signs.slice(at * LENGTH, (at + 1) * LENGTH).join('')).join(
		'-'
	);
}

/** A secret under a passphrase, as text that `age -d` opens too. */
export async function lock(secret: string, passphrase: string): Promise<string> {
	const encrypter = new Encrypter();
	encrypter.setPassphrase(passphrase);
	encrypter.setScryptWorkFactor(WORK);
	return armor.encode(await encrypter.encrypt(secret));
}

/** @throws Error where the passphrase is wrong. Case, spaces and missing hyphens are forgiven. */
export async function unlock(locked: string, typed: string): Promise<string> {
	const decrypter = new Decrypter();
	decrypter.addPassphrase(normal(typed));
	return decrypter.decrypt(armor.decode(locked), 'text');
}

function normal(typed: string): string {
	const signs = typed
		.toLowerCase()
		.replace(/[^0-9a-z]/g, '')
		.replace(/o/g, '0')
		.replace(/[il]/g, '1');
	return signs.match(new RegExp(`.{1,${LENGTH}}`, 'g'))?.join('-') ?? '';
}
