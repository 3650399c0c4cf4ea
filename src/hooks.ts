import type { Reroute } from '@sveltejs/kit/hooks';

/** A NUL in an address names nothing, but the database refuses it as a fault: the sign for an unreadable letter stands in. */
export const reroute: Reroute = ({ url }) =>
	url.pathname.includes('%00') ? url.pathname.replaceAll('%00', '%EF%BF%BD') : undefined;
