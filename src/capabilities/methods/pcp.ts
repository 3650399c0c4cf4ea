import { newText, type LocalText } from '#platform/i18n/text.ts';
import type { Condition, MethodDefinition, MethodPhase, MethodStep } from './form.ts';

/** Key of the method for pre-commercial procurement that comes with the platform. */
export const PCP = 'pcp';

const text = (sv: string, en: string): LocalText => newText('sv', sv, { en });
const so = (...facts: string[]): Condition[] => facts.map((fact) => ({ fact, is: true }));

/** From opened tenders to signed contracts: the same in the framework tender and in every call-off. */
const TENDERS = [
	'pcp.opened',
	'pcp.declared',
	'pcp.frozen',
	'pcp.decided',
	'pcp.standstill-over',
	'pcp.signed'
];
const WORK = ['pcp.reported', 'pcp.assessed', 'pcp.evaluated'];

const framework: MethodPhase = {
	key: 'framework',
	name: text('Ramanbud', 'Framework tender'),
	summary: text('Ett ramavtal med tak för alla faser', 'A framework agreement with ceilings for every phase'),
	plan: { kind: 'framework', months: 6 },
	steps: [
		{
			key: 'prepare',
			name: text('Förbered', 'Prepare'),
			kinds: [],
			guidance: text(
				`Det ni köper är forskning och utveckling, inte en färdig tjänst. Kontrollera först att ingen redan säljer det ni behöver. Svaren på er RFI är ett bra underlag.

- **Undantaget.** En namngiven tjänsteperson skriver ner varför undantaget för forskning och utveckling (LOU 1 kap. 5 §) gäller: vad som ska forskas fram, vilken CPV-kod det hör till, och vilka resultat eller kostnader ni delar med leverantörerna. Plattformen avgör inte det åt er.
- **Rättigheterna.** Säg från början att leverantören äger det den tar fram och bekostar skyddet, att ni får använda det utan avgift och när andra ska kunna få licens på rimliga villkor. Skriv också vad som händer om den aldrig för ut resultatet.
- **Priset.** Be om ett pris som är lägre än om ni ensamma hade fått ensamrätt till allt. Fråga gärna efter båda priserna, så syns skillnaden.
- **Pengarna.** Sätt en budget för varje fas och ett tak per leverantör. Med flera platser i början och färre sedan blir varje fas en riktig jämförelse. Det som blir över i en fas går vidare till nästa.
- **Det senare köpet.** Skriv att ett inköp i större skala görs i en egen upphandling och att den som varit med här inte har företräde i den.`,
				`What you buy is research and development, not a finished service. First check that nobody sells what you need already. The answers to your RFI are a good basis.

- **The exemption.** A named official writes down why the exemption for research and development (LOU chapter 1, section 5) applies: what is to be researched, which CPV code it falls under, and which results or costs you share with the suppliers. The platform does not decide that for you.
- **The rights.** Say from the beginning that the supplier owns what it produces and pays for protecting it, that you may use it free of charge, and when others must be able to get a licence on fair terms. Say, too, what happens if it never brings the result to use.
- **The price.** Ask for a price that is lower than if you alone had got exclusive rights to everything. Do ask for both prices; then the difference shows.
- **The money.** Set a budget for each phase and a ceiling per supplier. With several places at first and fewer later, every phase becomes a true comparison. What is left in one phase goes on to the next.
- **The later purchase.** Say that a purchase on a larger scale is made in a procurement of its own, and that those who took part here have no precedence in it.`
			)
		},
		{
			key: 'framework-tender',
			name: text('Öppna för anbud', 'Invite tenders'),
			kinds: ['pcp-tender'],
			guidance: text(
				`Låt det vara öppet i minst 60 dagar. Små föreningar och företag behöver hinna hitta varandra och läsa i lugn och ro. Svara på frågor till alla samtidigt.

Anbudet gäller hela vägen: ett förslag och ett pris för första fasen, och ett högsta pris för var och en av de följande. Två av tre nyckelinnehavare öppnar. Sedan säger var och en som ska läsa om hon eller han är jävig, innan någon läser ett ord. Poängsätt var för sig, mötes, och lås poängen innan ni ser priserna.`,
				`Keep it open for 60 days at least. Small associations and companies need the time to find each other and to read in peace. Answer questions to everybody at once.

The tender covers the whole way: a proposal and a price for the first phase, and a highest price for each of those that follow. Two of three key holders open. Then each of those who will read says whether they have a conflict of interest, before anybody reads a word. Score alone, meet, and freeze the points before you see the prices.`
			)
		},
		{
			key: 'framework-agreements',
			name: text('Teckna ramavtal', 'Sign framework agreements'),
			kinds: [],
			guidance: text(
				`Skicka beslutet till alla på en gång, med skälen. Vänta ut avtalsspärren. Den är frivillig här, men den som vill klaga ska hinna göra det innan ni har bundit er.

Teckna sedan ett ramavtal med var och en av de antagna. I det står taken för alla faser, rättigheterna och hur en fas bedöms. Avropet för första fasen följer med direkt: anbudet på den är redan jämfört.`,
				`Send the decision to everybody at once, with its reasons. Wait out the standstill. It is voluntary here, but whoever wants to complain must have the time before you have bound yourselves.

Then sign a framework agreement with each of those chosen. It holds the ceilings for every phase, the rights, and how a phase is assessed. The call-off for the first phase comes with it: the tender for that one has already been compared.`
			)
		}
	],
	gate: { all: so('pcp.published', ...TENDERS) }
};

const callOff = (key: string, what: LocalText): MethodStep => ({
	key,
	name: text('Avrop', 'Call-off'),
	kinds: ['pcp-tender'],
	guidance: what
});

const evaluation = (key: string, what: LocalText): MethodStep => ({
	key,
	name: text('Mellanutvärdering', 'Intermediate evaluation'),
	kinds: [],
	guidance: what
});

const design: MethodPhase = {
	key: 'design',
	name: text('Lösningsförslag', 'Solution design'),
	summary: text('Flera tänker ut var sitt sätt', 'Several think out a way each'),
	plan: { kind: 'design', places: 4, share: 20, months: 4 },
	steps: [
		{
			key: 'design-work',
			name: text('Arbetet', 'The work'),
			kinds: ['pcp-work'],
			guidance: text(
				`Var och en beskriver hur behovet kan mötas, vad som talar för att det går och vad det skulle kosta i drift. Låt dem träffa människor som lever med frågan, lika mycket för alla. Ge samma svar till alla.

Be om tre saker: en beskrivning av lösningen, en beräkning av kostnad och nytta, och en plan för prototypen.`,
				`Each describes how the need can be met, what suggests that it works and what it would cost in operation. Let them meet people who live with the question, as much for one as for another. Give the same answers to all.

Ask for three things: a description of the solution, an estimate of cost and benefit, and a plan for the prototype.`
			)
		},
		evaluation(
			'design-evaluation',
			text(
				`Bedöm var och en för sig, i två frågor. *Godkänd*: det ni beställde är gjort, och då betalar ni. *Lyckad*: det håller för nästa fas, och då får leverantören lämna ett nytt anbud. Det går att vara godkänd utan att vara lyckad. Säg det utan omskrivningar, och med skäl.

Skriv sedan vad fasen lärde er, vad som går vidare och vad ni ändrar. Det är till för er, för dem som är kvar och för nästa kommun som funderar på samma sak. Namnge ingen leverantör i den delen.`,
				`Assess each on its own, by two questions. *Satisfactory*: what you ordered is done, and then you pay. *Successful*: it will bear the next phase, and then the supplier may tender again. One may be satisfactory without being successful. Say so plainly, with reasons.

Then write what the phase taught you, what goes on and what you change. It is for you, for those who are left, and for the next municipality that is thinking of the same thing. Name no supplier in that part.`
			)
		)
	],
	gate: { all: so(...WORK) }
};

const prototype: MethodPhase = {
	key: 'prototype',
	name: text('Prototyp', 'Prototype'),
	summary: text('De bästa bygger något att prova', 'The best build something to try'),
	plan: { kind: 'prototype', places: 2, share: 35, months: 8 },
	steps: [
		callOff(
			'prototype-call-off',
			text(
				`Bjud in dem som lyckades, och bara dem, att lämna ett nytt anbud för prototypen. Priset får inte vara högre än det tak de satte i ramanbudet. Villkor, vikter och skalor är desamma som när ni började.

Ge dem minst tre veckor. Ni öppnar, bedömer och beslutar på samma sätt som förra gången.`,
				`Invite those who were successful, and no others, to make a fresh tender for the prototype. The price may not be higher than the ceiling they set in the framework tender. Terms, weights and scales are the same as when you began.

Give them three weeks at least. You open, assess and decide in the same way as last time.`
			)
		),
		{
			key: 'prototype-work',
			name: text('Arbetet', 'The work'),
			kinds: ['pcp-work'],
			guidance: text(
				`Prototypen byggs och visas upp, först i skyddad miljö. Kom överens i förväg om vad som ska visas och hur ni ser att det fungerar. Låt dem som ska använda den prova tidigt, också det som inte är snyggt än.

Be om en beskrivning av prototypen, en uppvisning, och en ny beräkning av vad lösningen kostar och ger. Betala när fasen är godkänd, och den del i förskott som ni har lovat.`,
				`The prototype is built and shown, at first in a sheltered setting. Agree beforehand on what is to be shown and how you will see that it works. Let those who will use it try it early, also what is not yet handsome.

Ask for a description of the prototype, a demonstration, and a new estimate of what the solution costs and gives. Pay when the phase is satisfactory, and in advance the part that you have promised.`
			)
		},
		evaluation(
			'prototype-evaluation',
			text(
				`Samma två frågor som förra gången. Fråga också: är det värt att gå till prov i verksamheten? Ni får stanna här. Ett stopp med skäl är ett gott slut om det inte höll.`,
				`The same two questions as last time. Ask as well: is it worth going on to a field test? You may stop here. A stop with reasons is a good ending if it did not hold.`
			)
		)
	],
	gate: { all: so(...TENDERS, ...WORK) }
};

const test: MethodPhase = {
	key: 'test',
	name: text('Prov i verksamheten', 'Field test'),
	summary: text(
		'Det som höll provas på riktigt, i liten skala',
		'What held is tried for real, on a small scale'
	),
	plan: { kind: 'test', places: 1, share: 45, months: 12 },
	steps: [
		callOff(
			'test-call-off',
			text(
				`Nytt anbud från dem som är kvar, också om det bara är en. Finns det två håll kvar att prova är det ofta värt att låta båda göra det.

Bestäm före start vad som mäts, på vilka och var utgångsläget ligger. Efteråt går det inte att ta fram.`,
				`A fresh tender from those who are left, even if it is only one. If two roads are left to try it is often worth letting both do so.

Settle before the start what is measured, among whom, and where the baseline lies. Afterwards it cannot be found.`
			)
		),
		{
			key: 'test-work',
			name: text('Arbetet', 'The work'),
			kinds: ['pcp-work'],
			guidance: text(
				`En begränsad mängd provas hos er, med riktiga användare. Det är fortfarande utveckling: inte fler exemplar och inte längre tid än vad provet kräver. Mät på samma sätt hela vägen, och skriv upp också det som gick fel.`,
				`A limited number is tried at your own places, with real users. It is still development: no more copies and no longer time than the test needs. Measure in the same way throughout, and write down what went wrong as well.`
			)
		},
		evaluation(
			'test-evaluation',
			text(
				`Berätta vad provet visade: vad som ändrades, för hur många, och vad ni inte vet. Det är underlaget för att besluta om ett köp.

Vill ni köpa i större skala gör ni en ny, vanlig upphandling som alla får vara med i. Den som vann här har inget företräde, och beskrivningen av behovet får inte skräddarsys efter en lösning.`,
				`Tell what the test showed: what changed, for how many, and what you do not know. It is the basis for deciding on a purchase.

If you want to buy on a larger scale, make a new, ordinary procurement that everybody may enter. Whoever won here has no precedence, and the description of the need may not be tailored to one solution.`
			)
		)
	],
	gate: { all: so(...TENDERS, ...WORK) }
};

const first: MethodDefinition = {
	name: text('Förkommersiell upphandling (PCP)', 'Pre-commercial procurement (PCP)'),
	summary: text(
		'När lösningen inte finns att köpa: låt flera ta fram var sin, pröva dem mot varandra i faser och betala för det som blir gjort. Ett ramanbud först, sedan ett avrop per fas bland dem som är kvar.',
		'When the answer cannot be bought: let several develop one each, try them against each other in phases, and pay for what gets done. One framework tender first, then a call-off per phase among those who are left.'
	),
	phases: [framework, design, prototype, test]
};

/** Its versions, the first first. One that has left your machine is never changed; write the next. */
export const PCP_VERSIONS: { definition: MethodDefinition; note: LocalText | null }[] = [
	{ definition: first, note: null }
];
