import { redirect } from '@sveltejs/kit';
import { requirePerson } from '#platform/access/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	requirePerson(locals.ctx);
	redirect(303, `/${locals.ctx.lang}`);
};
