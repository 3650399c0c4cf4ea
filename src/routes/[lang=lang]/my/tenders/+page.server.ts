import { myTenders } from '#capabilities/procurements/index.ts';

export const load = async ({ locals: { ctx } }) => myTenders(ctx);
