import type { Framework } from '../framework.ts';
import { score } from '../tender.ts';
import type { World } from '../world.ts';

/** One evaluator has handed in, the other not yet, and has a sister with one of the four. */
export async function giveScores(
	world: World,
	made: Framework,
	[a, b, c, d]: [string, string, string, string]
): Promise<void> {
	const scores = (rows: [string, [number, string][], string?][]) =>
		rows.map(([tenderId, given, conflict]) => ({ tenderId, scores: given, conflict }));
	await score(
		world,
		made,
		'olof',
		'frida',
		scores([
			[
				a,
				[
					[4, 'Belagt med 140 personer och språk som saknas hos oss.'],
					[3, 'Tydlig plan. Vikarier är en öppen fråga.']
				]
			],
			[
				b,
				[
					[3, 'Förtroendet är visat, men inte i alla fem områden.'],
					[3, 'Fasta turer, rimlig plan.']
				]
			],
			[
				c,
				[
					[2, 'Samtalet först är bra. Erfarenheten av målgruppen saknas.'],
					[3, 'Tydlig plan som bygger på en tjänst i drift.']
				]
			],
			[
				d,
				[
					[4, 'Målgruppen är redan där och har format upplägget.'],
					[2, 'Två lokaler räcker inte långt, det säger de själva.']
				]
			]
		]),
		true
	);
	await score(
		world,
		made,
		'olof',
		'samir',
		scores([
			[
				a,
				[
					[4, 'Vägledare som bor i området är just det vi hörde.'],
					[4, 'Alltid två, och redan prövat.']
				]
			],
			[
				b,
				[
					[3, 'Känd i bygden.'],
					[2, 'Vad händer när bussen går sönder?']
				]
			],
			[
				c,
				[
					[2, 'Bra tanke, inget belägg från vår målgrupp.'],
					[3, 'Genomtänkt.']
				]
			],
			[d, [], 'Min syster arbetar där.']
		]),
		false
	);
}
