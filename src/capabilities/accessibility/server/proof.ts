import { createHmac, timingSafeEqual } from 'node:crypto';
import { appSecret } from '#platform/server/config.ts';

/** Quicker than anybody writes; programs that post everywhere are. */
export const LEAST_SECONDS = 3;
const MOST_SECONDS = 24 * 3600;

const sign = (text: string) =>
	createHmac('sha256', appSecret()).update(`form-time:${text}`).digest('base64url').slice(0, 22);

/** When a form was made, signed: sent along with it, so that nothing needs to be kept here. */
export function timeProof(now = Date.now()): string {
	return `${now}.${sign(String(now))}`;
}

/** Why a form is not taken: it came too soon, or too late or with an invented time. Null when it is fine. */
export function proofFault(proof: string | undefined, now = Date.now()): 'soon' | 'old' | null {
	const [time = '', signature = ''] = (proof ?? '').split('.');
	const wanted = Buffer.from(sign(time));
	const given = Buffer.from(signature);
	if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return 'old';
	const seconds = (now - Number(time)) / 1000;
	if (seconds < LEAST_SECONDS) return 'soon';
	return seconds > MOST_SECONDS ? 'old' : null;
}
