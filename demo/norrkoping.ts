import { startRun } from './steps.ts';
import type { World } from './world.ts';
import { contract } from './norrkoping/contract.ts';
import { dialogue } from './norrkoping/dialogue.ts';
import { measure, spread } from './norrkoping/effects.ts';

/** Finished: an outcome contract and three years of measurements. */
export async function addNorrkoping(world: World): Promise<void> {
	const run = await startRun(world, {
		organisation: 'norrkoping',
		lead: 'eva',
		decider: 'lars',
		title: ['Fler placerade barn som klarar skolan', 'More children in care who manage school'],
		summary: [
			'Barn som bor i familjehem eller på institution lämnar skolan för tidigt. Kommunen betalade för resultat, inte för timmar.',
			'Children in foster homes or institutions leave school too early. The municipality paid for results instead of hours.'
		],
		municipality: '0581',
		themes: ['rights-of-the-child', 'schooling'],
		budgetMinor: 10_000_000_00
	});
	await dialogue(world, run);
	const indicators = await contract(world, run);
	await measure(world, run, indicators);
	await spread(world, run);
}
