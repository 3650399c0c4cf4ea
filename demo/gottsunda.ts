import { addTask } from '#capabilities/initiatives/index.ts';
import { day } from './clock.ts';
import { challenge, next, startRun } from './steps.ts';
import { workshop } from './workshop.ts';
import type { World } from './world.ts';

/** Early: the challenge is decided and published, the first workshop is coming. */
export async function addGottsunda(world: World): Promise<void> {
	const run = await startRun(world, {
		organisation: 'uppsala',
		lead: 'amina',
		decider: 'petter',
		title: [
			'Vem gör vad när Gottsunda ska bli tryggare?',
			'Who does what when Gottsunda is to become safer?'
		],
		summary: [
			'Föreningar, skola och fastighetsägare gör mycket, men var för sig. Vi vill förstå vad som händer när någon tar kvällarna ihop.',
			'Associations, schools and landlords do a lot, each on their own. We want to understand what happens when the evenings are taken together.'
		],
		municipality: '0380',
		placeName: 'Gottsunda',
		themes: ['safety-in-public-space', 'local-development', 'democracy'],
		budgetMinor: 1_800_000_00
	});
	await challenge(world, run, {
		texts: {
			problem: [
				'Efter klockan sju är det nästan bara unga killar ute i centrum. Andra säger att de går en omväg. Det finns verksamheter varje kväll, men ingen vet vem som är på plats när, och ingen har mandat att hålla ihop det.',
				'After seven in the evening there are almost only young men in the centre. Others say that they take another way. There is something on every evening, but nobody knows who is there when, and nobody has the mandate to hold it together.'
			],
			whom: [
				'De som bor i Gottsunda, mest barn, unga och kvinnor som rör sig ute på kvällen.',
				'Those who live in Gottsunda, most of all children, young people and women who are out in the evening.'
			],
			change: [
				'Fler vill vara ute i centrum en vanlig tisdagskväll, och de unga som redan är där har vuxna de känner.',
				'More people want to be in the centre on an ordinary Tuesday evening, and the young people who are already there have adults they know.'
			],
			voices: [
				'”Jag tar bussen en hållplats till för att slippa gå över torget.” Så sa en undersköterska på kvällspromenaden i våras.',
				'“I stay on the bus one stop more so as not to cross the square.” A nurse said so on the evening walk last spring.'
			],
			local: [
				'Fyra föreningar, kulturskolan, två bostadsbolag och polisen har egna kvällspass. Inget är samordnat.',
				'Four associations, the school of arts, two housing companies and the police have evening shifts of their own. Nothing is coordinated.'
			],
			national: [
				'Samma fråga finns i många stadsdelar. Det som saknas är sällan verksamhet, oftare någon som håller i.',
				'The same question stands in many districts. What is lacking is seldom activities, more often someone who holds them together.'
			],
			tried: [
				'Trygghetsvärdar under ett år och en belysningssatsning. Båda märktes så länge de pågick.',
				'Safety hosts for a year, and better lighting. Both were felt as long as they lasted.'
			],
			notSought: ['Fler kameror eller ett nytt bevakningsbolag.', 'More cameras or a new security company.'],
			constraints: [
				'Ska kunna drivas vidare av dem som bor där, också när projektpengarna är slut.',
				'It must be possible for those who live there to carry on when the project money is gone.'
			]
		},
		figures: [
			{
				text: [
					'Fyra av tio kvinnor undviker centrum efter mörkrets inbrott.',
					'Four women in ten avoid the centre after dark.'
				],
				source: 'Kommunens trygghetsmätning, n = 412'
			},
			{
				text: [
					'Elva organisationer har egen kvällsverksamhet.',
					'Eleven organisations run something of their own in the evening.'
				],
				source: 'Stadsdelens kartläggning'
			}
		],
		budgetMinor: 1_800_000_00,
		decision: {
			body: 'Kommunstyrelsen',
			delegate: 'Områdeschef Petter Lund',
			delegationClause: '4.12',
			diaryNumber: 'KSN-2026-01482'
		}
	});
	await world.pass(run.id, 28);
	await next(world, run, 'need');
	await workshop(world, run, {
		title: ['En vanlig tisdagskväll i Gottsunda', 'An ordinary Tuesday evening in Gottsunda'],
		about: [
			'Vi går igenom en kväll timme för timme: vem är ute, vem saknas, vem gör vad? Du behöver inte förbereda något. Det finns mat, och barn är välkomna.',
			'We go through an evening hour by hour: who is out, who is missing, who does what? You need not prepare anything. There is food, and children are welcome.'
		],
		agenda: [
			'17:00 Mat\n17:30 Kvällen timme för timme, vid borden\n18:45 Vad hörde vi?\n19:15 Nästa steg',
			'17:00 Food\n17:30 The evening hour by hour, at the tables\n18:45 What did we hear?\n19:15 Next steps'
		],
		inDays: 16,
		from: '17:00',
		to: '19:30',
		placeName: 'Gottsunda kulturhus',
		address: 'Valthornsvägen 11, Uppsala',
		capacity: 40,
		langs: ['sv', 'ar', 'so'],
		accessibility: [
			'Ramp och hiss. Hörslinga. Säg till om du behöver tolk.',
			'Ramp and lift. Induction loop. Tell us if you need an interpreter.'
		],
		organisations: ['gottsundahub', 'mammor', 'kulturskolan', 'bostad', 'uu', 'skanska'],
		lived: 4
	});
	const ctx = await world.as('amina');
	await addTask(ctx, run.slug, {
		title: 'Bjud in finansiärer: ingen är anmäld än',
		assigneeId: world.person('amina'),
		dueOn: day(5)
	});
	await addTask(ctx, run.slug, {
		title: 'Boka tolk till somaliska',
		assigneeId: world.person('petter'),
		dueOn: day(9)
	});
}
