import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { z } from 'zod';

const body = z.object({
	personId: z.uuid(),
	/** Sessions of a demo world's personas count as having shown the second factor. */
	secondFactor: z.boolean().default(false)
});

/** One server-side way to open a session, for e-mail links and personas; it has no path, so no address reaches it. */
export function signInPersonPlugin() {
	return {
		id: 'sign-in-person',
		endpoints: {
			signInPerson: createAuthEndpoint({ method: 'POST', body }, async (ctx) => {
				const { internalAdapter } = ctx.context;
				const user = await internalAdapter.findUserById(ctx.body.personId);
				if (!user) throw new Error('no such person');
				const secondFactorAt = ctx.body.secondFactor ? new Date() : null;
				const session = await internalAdapter.createSession(user.id, false, { secondFactorAt });
				await setSessionCookie(ctx, { session, user }, false);
				return ctx.json({ sessionId: session.id });
			})
		}
	} satisfies BetterAuthPlugin;
}
