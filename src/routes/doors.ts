/**
 * Doors that stand open: routes (and methods, and named actions) that need no access decision of their own.
 * Everything else must call an access function, or the request is answered with an error; the matrix test
 * walks all routes with this list.
 */
export const PUBLIC_DOORS: Record<string, readonly string[]> = {
	'/': ['GET'],
	'/healthz': ['GET'],
	'/readyz': ['GET'],
	'/robots.txt': ['GET'],
	'/sitemap.xml': ['GET'],
	'/api/v1/openapi.json': ['GET'],
	'/api/v1/[...path]': ['OPTIONS'],
	'/api/ocds/[...path]': ['OPTIONS'],
	'/[lang=lang]': ['GET'],
	'/[lang=lang]/feed.atom': ['GET'],
	'/[lang=lang]/about': ['GET'],
	'/[lang=lang]/open-data': ['GET'],
	'/[lang=lang]/which-agreement': ['GET'],
	'/[lang=lang]/keys': ['GET'],
	'/[lang=lang]/keys/[id]': ['GET'],
	'/[lang=lang]/accessibility': ['GET', 'POST'],
	'/[lang=lang]/design': ['GET'],
	'/[lang=lang]/initiatives': ['GET'],
	'/[lang=lang]/methods': ['GET'],
	'/[lang=lang]/methods/[key]': ['GET'],
	'/[lang=lang]/methods/[key]/file.json': ['GET'],
	'/[lang=lang]/methods/[key]/versions': ['GET'],
	'/[lang=lang]/initiatives/list.csv': ['GET'],
	// Lists that hold only what was published.
	'/[lang=lang]/meetings': ['GET'],
	'/[lang=lang]/insights': ['GET'],
	'/[lang=lang]/calls': ['GET'],
	'/[lang=lang]/search': ['GET'],
	'/[lang=lang]/actors': ['GET'],
	'/[lang=lang]/actors/export.csv': ['GET'],
	'/[lang=lang]/actors/export.json': ['GET'],
	// Capture in a workshop: the code opens the room, and what was said from this device is shown to it.
	'/[lang=lang]/c': ['GET', 'POST'],
	'/[lang=lang]/c/mine': ['GET'],
	'/[lang=lang]/sign-in': ['GET', 'POST link', 'POST issuer'],
	'/[lang=lang]/sign-in/sent': ['GET'],
	'/[lang=lang]/sign-in/error': ['GET'],
	'/[lang=lang]/sign-in/link': ['GET', 'POST'],
	'/[lang=lang]/sign-in/new-email': ['GET', 'POST'],
	'/[lang=lang]/sign-out': ['GET', 'POST'],
	// Answers of sign-in services; everything else under it is 404.
	'/auth/[...rest]': ['GET']
};

/**
 * Pages about oneself, and the start of something new: any signed-in person may open them, and they reach no
 * record of anybody else's by their address. Named here because the matrix test refuses every other page that
 * lets a stranger in. A `*` at the end stands for everything below.
 */
export const PERSONAL_DOORS: readonly string[] = [
	'/[lang=lang]/my/*',
	'/[lang=lang]/second-factor',
	'/[lang=lang]/sign-in/done',
	'/[lang=lang]/initiatives/start',
	'/[lang=lang]/actors/new',
	// The asker's own organisations' decisions.
	'/[lang=lang]/decisions/*'
];

/** Open in a demo world on loopback, where everybody is invented; elsewhere they do not exist (tests/processes/issuers.spec.ts). */
export const DEMO_DOORS: readonly string[] = ['/[lang=lang]/personas', '/[lang=lang]/outbox/*'];

/** `action` is the named action of a form POST, '' for the default one. */
export function isPublicDoor(routeId: string | null, method: string, action = ''): boolean {
	if (routeId === null) return true; // no route: the answer is 404 anyway
	const open = PUBLIC_DOORS[routeId] ?? [];
	return open.includes(`${method === 'HEAD' ? 'GET' : method} ${action}`.trim());
}

/** One's own tenders, a holder's own key, and everything that is kept about oneself: to be shown whole, and erased. */
const OWN_SIDE = [
	'/[lang=lang]/my/tenders',
	'/[lang=lang]/my/partners',
	'/[lang=lang]/my/key',
	'/[lang=lang]/my/data'
];

/**
 * What whoever tenders does for their own side. Everything else works under a role of the database from which tenders
 * are hidden until they are opened (`pagesDb`).
 */
export function isOwnSide(routeId: string | null, method: string, action = ''): boolean {
	if (OWN_SIDE.some((one) => routeId === one || routeId?.startsWith(`${one}/`))) return true;
	const call = '/[lang=lang]/initiatives/[slug]/procurement/[id=uuid]';
	return routeId === call && method === 'POST' && action === 'start';
}
