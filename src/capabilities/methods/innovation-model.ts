import { newText, type LocalText } from '#platform/i18n/text.ts';
import type { MethodDefinition, MethodPhase } from './form.ts';

export const INNOVATION_MODEL = 'innovation-model';

const text = (sv: string, en: string): LocalText => newText('sv', sv, { en });

const need: MethodPhase = {
	key: 'need',
	name: text('Behov', 'Need'),
	summary: text('Den som äger problemet sätter ord på det', 'Those who own the problem put it into words'),
	steps: [
		{
			key: 'challenge',
			name: text('Utmaning', 'Challenge'),
			kinds: ['challenge'],
			guidance: text(
				`Börja i det ni ser, inte i det ni tror är lösningen. Skriv vad som är problemet, vilka det drabbar och vad som ska bli annorlunda. En kvart räcker till en första version; resten kan vänta tills det är dags för beslut.

- Skriv så att den som berörs känner igen sig.
- Håll isär vad ni vet, vad ni har hört och vad ni antar. Ange källor.
- Säg också vad ni *inte* söker. Det sparar tid för alla.
- Låt någon utanför förvaltningen läsa innan ni beslutar.`,
				`Begin with what you see, not with what you believe is the answer. Write what the problem is, whom it affects and what should be different. A quarter of an hour is enough for a first version; the rest can wait until it is time for a decision.

- Write so that those concerned recognise themselves.
- Keep apart what you know, what you have heard and what you assume. Name your sources.
- Say what you are *not* looking for, too. It saves time for everybody.
- Let somebody outside the administration read it before you decide.`
			)
		}
	],
	gate: {
		all: [
			{ fact: 'challenge.approved', is: true },
			{ fact: 'challenge.published', is: true }
		]
	}
};

const dialogue: MethodPhase = {
	key: 'dialogue',
	name: text('Dialog', 'Dialogue'),
	summary: text('Möten på plats, lokalt och nationellt', 'Meetings on site, local and national'),
	steps: [
		{
			key: 'workshops',
			name: text('Verkstäder', 'Workshops'),
			kinds: ['workshop'],
			guidance: text(
				`Verkstaden är till för att förstå, inte för att välja lösning. Bjud in brett: kommun och region, civilsamhälle, företag, forskning och framför allt människor som lever med frågan. De som lever med frågan behöver inte företräda någon organisation.

Ta med både det lokala och det nationella: vad är särskilt här, och vad känner andra igen? Skriv ner det som sägs, så nära de egna orden som möjligt.`,
				`The workshop is there to understand, not to choose an answer. Invite broadly: municipality and region, civil society, business, research, and above all people who live with the question. They need not represent any organisation.

Bring in both the local and the national: what is special here, and what do others recognise? Write down what is said, as close to people's own words as you can.`
			)
		},
		{
			key: 'insights',
			name: text('Insikter', 'Insights'),
			kinds: ['insights'],
			guidance: text(
				`Läs allt som kom in, lägg ihop det som liknar varandra och dölj det som röjer enskilda. Skriv sedan ”Det här hörde vi”: kort, med de insikter det vilar på länkade. De som deltog ska kunna se vad som blev av det de sa.`,
				`Read everything that came in, put together what is alike and hide what reveals individuals. Then write "What we heard": short, with the insights it rests on linked. Those who took part should be able to see what became of what they said.`
			)
		}
	],
	gate: {
		all: [
			{ fact: 'workshop.held', atLeast: 1 },
			{ fact: 'workshop.sectors', atLeast: 3 },
			{ fact: 'workshop.lived-experience', is: true },
			{ fact: 'insights.summary-published', is: true }
		]
	}
};

const rfi: MethodPhase = {
	key: 'rfi',
	name: text('RFI', 'RFI'),
	summary: text('Alla som kan något får svara', 'Everybody who knows something may answer'),
	steps: [
		{
			key: 'rfi',
			name: text('Begäran om information', 'Request for information'),
			kinds: ['rfi'],
			guidance: text(
				`Fråga brett vad som går att göra och vad det kräver. En RFI är ingen upphandling: inget svar binder, inget svar diskvalificerar och alla får veta lika mycket. Ställ hellre nio bra frågor än trettio. Publicera efteråt vad ni hörde och vad det ändrar.`,
				`Ask broadly what can be done and what it takes. An RFI is not a procurement: no answer binds, no answer disqualifies, and everybody gets to know the same. Rather ask nine good questions than thirty. Publish afterwards what you heard and what it changes.`
			)
		}
	],
	gate: {
		all: [
			{ fact: 'rfi.closed', is: true },
			{ fact: 'rfi.summary-published', is: true }
		]
	}
};

const procurement: MethodPhase = {
	key: 'procurement',
	name: text('Upphandling', 'Procurement'),
	summary: text('I faser, så att nytt får prövas', 'In phases, so that the new can be tried'),
	steps: [
		{
			key: 'procurement',
			name: text('Innovationsupphandling', 'Innovation procurement'),
			kinds: ['procurement'],
			guidance: text(
				`Finns lösningen inte på marknaden kan ni upphandla forskning och utveckling i faser: utformning, prototyp, test. Flera får börja, och efter varje fas avgör ni vilka som går vidare. Bestäm villkor, vikter och skalor innan ni öppnar för anbud, och motivera varje beslut för alla som lämnat anbud.`,
				`Where the answer does not exist on the market you can procure research and development in phases: design, prototype, test. Several may begin, and after each phase you decide who goes on. Settle criteria, weights and scales before tenders are invited, and give every tenderer the reasons for each decision.`
			)
		}
	],
	gate: { all: [{ fact: 'procurement.settled', is: true }] }
};

const agreement: MethodPhase = {
	key: 'agreement',
	name: text('Avtal', 'Agreement'),
	summary: text('Betala för resultat', 'Pay for results'),
	steps: [
		{
			key: 'agreement',
			name: text('Avtal', 'Agreement'),
			kinds: ['agreement'],
			guidance: text(
				`Skriv in vad som ska levereras, när, och vilken del av ersättningen som hänger på utfallet. Utfallet ska mätas med en indikator som båda parter förstår, med ett utgångsläge som är känt när avtalet börjar.`,
				`Write down what is to be delivered, when, and which part of the payment depends on the outcome. The outcome is measured by an indicator that both parties understand, from a baseline that is known when the agreement begins.`
			)
		}
	],
	gate: {
		all: [
			{ fact: 'agreement.signed', is: true },
			{ fact: 'effects.baseline', is: true }
		]
	}
};

const effect: MethodPhase = {
	key: 'effect',
	name: text('Effekt', 'Effect'),
	summary: text('Effekter över tid', 'Effects over time'),
	steps: [
		{
			key: 'effects',
			name: text('Effekter', 'Effects'),
			kinds: ['effects'],
			guidance: text(
				`Följ upp det som faktiskt blev annorlunda för dem det gäller, inte bara hur mycket ni gjorde. Mät flera gånger, på samma sätt, och skriv alltid ut hur många som mätts och varifrån siffran kommer. Ett uteblivet resultat är också ett resultat.`,
				`Follow what really became different for those concerned, not only how much you did. Measure several times, in the same way, and always state how many were measured and where the figure comes from. A result that failed to appear is a result as well.`
			)
		}
	],
	gate: { all: [{ fact: 'effects.measurements', atLeast: 1 }] }
};

const spread: MethodPhase = {
	key: 'spread',
	name: text('Spridning', 'Spread'),
	summary: text('Så att fler kan göra detsamma', 'So that more can do the same'),
	steps: [
		{
			key: 'spread',
			name: text('Lärdomar', 'Lessons'),
			kinds: ['spread'],
			guidance: text(
				`Berätta vad som fungerade, vad som inte gjorde det och vad ni skulle göra annorlunda. Skriv för den kollega i en annan kommun som står där ni stod när ni började. Föreslå ändringar i metoden där den skavde.`,
				`Tell what worked, what did not and what you would do differently. Write for the colleague in another municipality who stands where you stood when you began. Suggest changes to the method where it chafed.`
			)
		}
	],
	gate: { all: [{ fact: 'spread.lessons-published', is: true }] }
};

const second: MethodDefinition = {
	name: text('Innovationsmodellen', 'The innovation model'),
	summary: text(
		'Från en samhällsutmaning, med orden hos dem som äger den, till en effekt som följs över tid. Behovet kommer först; lösningen söks sedan, öppet och tillsammans.',
		'From a societal challenge, in the words of those who own it, to an effect followed over time. The need comes first; the answer is sought afterwards, openly and together.'
	),
	phases: [need, dialogue, rfi, procurement, agreement, effect, spread]
};

/** As it first came: a procurement that was only published let one go on. */
const first: MethodDefinition = {
	...second,
	phases: second.phases.map((phase) =>
		phase.key === 'procurement'
			? { ...phase, gate: { all: [{ fact: 'procurement.decided', is: true }] } }
			: phase
	)
};

/**
 * The innovation model: the order turned round, from those who own the challenge to a measured effect. Its
 * versions, the first first. One that has left your machine is never changed; write the next.
 */
export const INNOVATION_MODEL_VERSIONS: { definition: MethodDefinition; note: LocalText | null }[] = [
	{ definition: first, note: null },
	{
		definition: second,
		note: text(
			'Det räcker inte längre att upphandlingen är publicerad. Ni går vidare när den är avgjord: en leverantör är antagen, eller så har ni avbrutit den och sagt varför.',
			'It is no longer enough that the procurement is published. You go on when it is settled: a supplier is chosen, or you have cancelled it and said why.'
		)
	}
];
