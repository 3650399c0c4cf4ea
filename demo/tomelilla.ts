import { startRun } from './steps.ts';
import type { World } from './world.ts';
import { dialogue } from './tomelilla/dialogue.ts';
import { need } from './tomelilla/need.ts';
import { request } from './tomelilla/request.ts';

/** Two workshops held, the summary is out, and now everybody is asked. */
export async function addTomelilla(world: World): Promise<void> {
	const run = await startRun(world, {
		organisation: 'tomelilla',
		lead: 'maja',
		decider: 'gunnar',
		title: [
			'Hur når vi barn och unga innan problemen växer?',
			'How do we reach children and young people before the problems grow?'
		],
		summary: [
			'Förebyggande insatser som familjer själva vill ha, i en kommun där avstånden är långa.',
			'Early support that families themselves want, in a municipality where distances are long.'
		],
		municipality: '1270',
		themes: ['rights-of-the-child', 'mental-health', 'schooling'],
		budgetMinor: 2_400_000_00
	});
	await need(world, run);
	await dialogue(world, run);
	await request(world, run);
}
