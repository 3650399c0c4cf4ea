import type { MessageKey } from '#platform/i18n/index.ts';
import type { PageServerLoad } from './$types';

/** What the sign-in library and the issuers call it → what we say. */
const REASONS: Record<string, MessageKey> = {
	account_not_linked: 'identity.error.not-linked',
	email_not_found: 'identity.error.no-email',
	email_not_verified: 'identity.error.not-verified',
	access_denied: 'identity.error.denied',
	state_not_found: 'identity.error.state',
	state_mismatch: 'identity.error.state',
	please_restart_the_process: 'identity.error.state',
	invalid_code: 'identity.error.state'
};

export const load: PageServerLoad = ({ url }) => ({
	reason: REASONS[url.searchParams.get('error') ?? ''] ?? ('identity.error.other' satisfies MessageKey)
});
