import type { RequestEvent } from '@sveltejs/kit';
import type { Handle } from '@sveltejs/kit/hooks';

/**
 * A page that needs sign-in, or a second factor, leads there and back. A form that was sent gets the error
 * page instead: it says how to sign in beside it, so that nothing typed is lost.
 */
export const wayIn: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	const door = doorFor(event);
	if (!door || !isPageView(event)) return response;
	const next = encodeURIComponent(event.url.pathname + event.url.search);
	const location = `/${event.locals.ctx.lang}/${door}?next=${next}`;
	return new Response(null, { status: 303, headers: { location, 'cache-control': 'private, no-store' } });
};

function doorFor(event: RequestEvent): 'sign-in' | 'second-factor' | null {
	const { refused } = event.locals;
	return refused === 'sign-in' || refused === 'second-factor' ? refused : null;
}

function isPageView({ request, isDataRequest, url }: RequestEvent): boolean {
	const wantsPage = request.headers.get('accept')?.includes('text/html') ?? false;
	return (
		['GET', 'HEAD'].includes(request.method) &&
		wantsPage &&
		!isDataRequest &&
		/^\/(sv|en)\//.test(url.pathname)
	);
}
