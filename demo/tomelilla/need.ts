import { challenge, next, type Run } from '../steps.ts';
import type { World } from '../world.ts';

/** The challenge as it was decided. */
export async function need(world: World, run: Run): Promise<void> {
	await challenge(world, run, {
		texts: {
			problem: [
				'Stödet kommer ofta först när skolan eller socialtjänsten slår larm. Då har det gått flera år. Vi söker sätt att möta familjer tidigare, i vardagen, utan att det känns som en utredning.',
				'Support often comes only when school or social services raise the alarm. By then several years have passed. We look for ways to meet families earlier, in everyday life, without it feeling like an inquiry.'
			],
			whom: [
				'Barn mellan sex och sexton år och deras familjer, särskilt i byarna utanför tätorten.',
				'Children between six and sixteen and their families, most of all in the villages outside the town.'
			],
			change: [
				'Familjer söker själva upp stöd, tidigt, och barnen stannar kvar i skola och fritid.',
				'Families seek support themselves, early, and the children stay in school and leisure.'
			],
			voices: [
				'Föräldrar vi talat med säger att de visste långt innan någon annan. De visste bara inte vart de skulle gå.',
				'Parents we talked with say that they knew long before anybody else. They only did not know where to go.'
			],
			local: [
				'Sex av tio barn bor utanför tätorten. Fritidsgårdar och familjecentral ligger i tätorten.',
				'Six children in ten live outside the town. Youth centres and the family centre are in the town.'
			],
			national: [
				'Många små kommuner har samma avstånd och samma tunna stöd.',
				'Many small municipalities have the same distances and the same thin support.'
			],
			tried: [
				'En familjecentral med korta öppettider och ett projekt med hembesök som tog slut när pengarna gjorde det.',
				'A family centre with short hours, and a project with home visits that ended when the money did.'
			],
			notSought: [
				'Ännu en kartläggning. En app utan människor.',
				'Yet another survey. An app without people.'
			],
			constraints: [
				'Ska fungera utan bil. Sekretess mellan skola och socialtjänst gäller som i dag.',
				'It must work without a car. Secrecy between school and social services stays as it is.'
			]
		},
		figures: [
			{
				text: [
					'I snitt tre år går från första oro till första stöd.',
					'Three years on average pass from first concern to first support.'
				],
				source: 'Genomgång av 38 ärenden'
			},
			{
				text: [
					'62 procent av barnen bor utanför tätorten.',
					'62 per cent of the children live outside the town.'
				],
				source: 'Kommunens befolkningsregister'
			}
		],
		budgetMinor: 2_400_000_00,
		decision: { body: 'Kommunstyrelsen', paragraph: '17', diaryNumber: 'KS 2026/112' }
	});
	await world.pass(run.id, 28);
	await next(world, run, 'need');
}
