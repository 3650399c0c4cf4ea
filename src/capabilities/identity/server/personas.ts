import { notFound } from '#platform/errors/index.ts';
import { readText, toText, type ReadText } from '#platform/i18n/text.ts';
import { config } from '#platform/server/config.ts';
import type { Context } from '#platform/server/context.ts';
import { isDemo } from '#platform/server/installation.ts';
import { openSession, type AuthCookie } from './auth.ts';

export interface PersonaCard {
	/** What the sign-in button sends. */
	key: string;
	name: string;
	role: ReadText;
	about: ReadText;
	organisations: string[];
}

const LOOPBACK = ['127.0.0.1', '::1', '[::1]', 'localhost'];

/** Whether this server can be reached from this machine only. */
export function isLoopback(): boolean {
	const { HOST, PUBLIC_URL, TRUST_PROXY } = config();
	return LOOPBACK.includes(HOST) && LOOPBACK.includes(new URL(PUBLIC_URL).hostname) && !TRUST_PROXY;
}

/** Personas and the outbox exist only in a demo world on loopback. */
export async function demoDoor(ctx: Context): Promise<void> {
	ctx.access.decided = true;
	if (!isLoopback() || !(await isDemo(ctx.db))) throw notFound();
}

/** The invented people to sign in as. @throws AppError not-found outside a demo on loopback. */
export async function listPersonas(ctx: Context): Promise<PersonaCard[]> {
	await demoDoor(ctx);
	const rows = await ctx.db
		.selectFrom('persona as a')
		.innerJoin('person as p', 'p.id', 'a.person_id')
		.leftJoin('membership as m', (j) => j.onRef('m.person_id', '=', 'p.id').on('m.ended_at', 'is', null))
		.leftJoin('organisation as o', 'o.id', 'm.organisation_id')
		.select(['p.id', 'p.persona', 'p.name', 'a.role', 'a.about', 'o.name as organisation'])
		.where('p.erased_at', 'is', null)
		.where('p.persona', 'is not', null)
		.orderBy('a.position')
		.orderBy('o.name')
		.execute();
	const cards = new Map<string, PersonaCard>();
	for (const row of rows) {
		const card = cards.get(row.id) ?? {
			key: row.persona!,
			name: row.name,
			role: readText(toText(row.role), ctx.lang),
			about: readText(toText(row.about), ctx.lang),
			organisations: []
		};
		if (row.organisation) card.organisations.push(row.organisation);
		cards.set(row.id, card);
	}
	return [...cards.values()];
}

/** Opens a session as a persona; it counts as having shown the second factor. */
export async function signInAsPersona(ctx: Context, key: string, headers: Headers): Promise<AuthCookie[]> {
	await demoDoor(ctx);
	const persona = await ctx.db
		.selectFrom('person')
		.select('id')
		.where('persona', '=', key)
		.where('erased_at', 'is', null)
		.executeTakeFirst();
	if (!persona) throw notFound();
	const { cookies } = await openSession(persona.id, headers, true);
	return cookies;
}
