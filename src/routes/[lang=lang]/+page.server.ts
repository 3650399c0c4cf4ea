import { startPage } from '#capabilities/visitors/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => startPage(locals.ctx);
