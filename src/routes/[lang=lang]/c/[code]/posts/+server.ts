import { json } from '@sveltejs/kit';
import { postsBody } from '#capabilities/insights/form.ts';
import { postInsights, sessionByCode } from '#capabilities/insights/index.ts';
import { device } from '../../device.ts';

/**
 * What waited on a phone: `{ posts: [{ key, kind, scope, lang, words, table }] }` → `{ answers: [...] }` in the
 * same order, each `taken` (committed), `closed` or `limited`. Sending a key again is harmless.
 */
export const POST = async ({ locals: { ctx }, params, cookies, request }) => {
	// Only a page of ours can send JSON: other origins would need permission first.
	if (!request.headers.get('content-type')?.startsWith('application/json'))
		return json({ error: 'json' }, { status: 415 });
	const session = await sessionByCode(ctx, params.code);
	const body = postsBody.safeParse(await request.json().catch(() => null));
	if (!body.success)
		return json({ error: 'invalid', issues: body.error.issues.map((issue) => issue.path) }, { status: 422 });
	const answers = await postInsights(ctx, session, { device: device(cookies) }, body.data.posts);
	return json({ answers });
};
