import { dev } from '$app/env';
import { notFound } from '#platform/errors/index.ts';

/** The gallery is for those who build and test: it exists in demo databases and in development. */
export const load = ({ locals }) => {
	if (!dev && !locals.demo) throw notFound();
};
