import type { Framework } from '../framework.ts';
import { tender } from '../tender.ts';
import type { World } from '../world.ts';

/** Four of them; the last says that it once owed taxes. */
export async function tenders(world: World, made: Framework): Promise<[string, string, string, string]> {
	const a = await tender(world, made, 'yusuf', 'hogland', {
		name: 'Vägvisare hemma',
		answers: [
			'Våra vägledare bor i området och talar tolv språk. Förra året följde de 140 personer till vården, efter att ha ringt först.',
			'Varje vägledare har tio hushåll. Vi ringer, fikar, följer med. Risken är att vägledaren slutar; därför är de alltid två.'
		],
		kronor: [195_000, 620_000, 1_900_000]
	});
	const b = await tender(world, made, 'tore', 'byabuss', {
		name: 'Hälsobussen stannar hos dig',
		answers: [
			'Bussen är känd i bygden. Folk kommer för kaffet och stannar för samtalet.',
			'Två turer i veckan, fasta hållplatser. Chauffören är värd.'
		],
		kronor: [240_000, 700_000, 2_200_000]
	});
	const c = await tender(world, made, 'linnea', 'halsolots', {
		name: 'Lotsa rätt',
		answers: [
			'En tjänst som bokar åt den som inte själv gör det, efter ett samtal med en människa.',
			'Vi bygger på en tjänst som finns, lägger till telefon och språk.'
		],
		kronor: [285_000, 760_000, 2_450_000]
	});
	const d = await tender(world, made, 'malin', 'kyrkan', {
		name: 'Samtalet vid matbordet',
		answers: [
			'De kommer redan till oss för att äta. Samtalet sker vid bordet, med en sköterska som är där varje vecka.',
			'En sköterska, en värd, samma dag varje vecka. Vi börjar i två lokaler.'
		],
		kronor: [210_000, 540_000, 1_700_000],
		owesTaxes: 'Vi hade en skuld efter en felräknad arbetsgivaravgift. Den är betald med ränta.'
	});
	return [a, b, c, d];
}
