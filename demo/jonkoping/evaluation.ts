import { checkAllBut } from '../check.ts';
import type { Framework } from '../framework.ts';
import type { Run } from '../steps.ts';
import { open } from '../tender.ts';
import type { World } from '../world.ts';
import { addDivided } from './divided.ts';
import { giveScores } from './scores.ts';
import { tenders } from './tenders.ts';

/** Four tenders are sent, opened, checked and being assessed. */
export async function evaluation(world: World, run: Run, made: Framework): Promise<void> {
	const four = await tenders(world, made);
	const divided = await addDivided(world, run);
	await open(world, made, 'rehearsal', 'olof', 'nils');
	await world.pass(run.id, 35);
	await open(world, made, 'opening', 'olof', 'nils');
	// Its first lot only: the second waits for two with their keys.
	await open(world, divided, 'opening', 'olof', 'nils');
	await checkAllBut(world, made, 'olof', {
		tenderId: four[3],
		by: 'malin',
		question: 'Ni skriver att ni har haft en skatteskuld. Visa att den är betald.',
		answer:
			'Vi räknade fel på en arbetsgivaravgift i våras. Skulden betalades den 3 oktober, med ränta, och nu räknar två personer oberoende av varandra.'
	});
	await giveScores(world, made, four);
}
