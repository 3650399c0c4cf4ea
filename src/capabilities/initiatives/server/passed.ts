import { sql } from 'kysely';

/** Keys of the phases that the initiative with the alias `i` has gone through; for `smallChain`. */
export const passedPhases = sql<string[]>`array(select phase from initiative_phase
	where initiative_id = i.id and passed_at is not null order by passed_at, phase)`;
