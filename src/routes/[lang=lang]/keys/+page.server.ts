import { keysPage } from '#capabilities/trust/index.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => keysPage(locals.ctx);
