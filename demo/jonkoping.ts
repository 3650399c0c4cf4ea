import { startRun } from './steps.ts';
import type { World } from './world.ts';
import { dialogue, need } from './jonkoping/dialogue.ts';
import { evaluation } from './jonkoping/evaluation.ts';
import { procurement } from './jonkoping/procurement.ts';
import { request } from './jonkoping/request.ts';

/** The procurement's first phase: four tenders are opened and being assessed. */
export async function addJonkoping(world: World): Promise<void> {
	const run = await startRun(world, {
		organisation: 'jonkoping',
		lead: 'karin',
		decider: 'birgit',
		title: ['Folkhälsa för dem vi inte når', 'Public health for those we do not reach'],
		summary: [
			'Inbjudan når fram men få kommer. Vad skulle få fler att vilja?',
			'The invitation arrives but few come. What would make more people want to?'
		],
		county: '06',
		placeName: 'Höglandet och Värnamo',
		themes: ['equal-health', 'loneliness', 'migration-and-establishment'],
		team: [
			['olof', 'procurement-officer'],
			['nils', 'opener'],
			['frida', 'evaluator'],
			['samir', 'evaluator']
		],
		budgetMinor: 6_000_000_00
	});
	await need(world, run);
	await dialogue(world, run);
	await request(world, run);
	await evaluation(world, run, await procurement(world, run));
}
