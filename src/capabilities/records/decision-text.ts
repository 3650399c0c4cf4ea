import type { Outcome } from './rules.ts';
import type { Assessed } from './server/requests.ts';

// A decision not to give out a public document is written in Swedish, whatever language its maker reads the pages
// in: these are its words, and no texts of the interface.

/** How a provision is named in a mark and in the reasons. */
const OSL = 'offentlighets- och sekretesslagen (2009:400)';
export const DEFAULT_PARAGRAPH = `31 kap. 16 § ${OSL}`;
export const ABSOLUTE_PARAGRAPH = `19 kap. 3 § andra stycket ${OSL}`;

/** What stands in the place of words that are kept back. */
export const maskMark = (paragraph: string) => `maskat: ${paragraph.replace(OSL, 'OSL')}`;

const RULES: { when: RegExp; text: string }[] = [
	{
		when: /31 kap\. ?16 §/,
		text: `Enligt 31 kap. 16 § ${OSL} gäller sekretess för uppgift om affärs- eller driftsförhållanden hos en enskild som har trätt i affärsförbindelse med en myndighet, om det av särskild anledning kan antas att den enskilde lider skada om uppgiften röjs.`
	},
	{
		when: /19 kap\. ?3 §(?! andra)/,
		text: `Enligt 19 kap. 3 § första stycket ${OSL} gäller sekretess för uppgift som hänför sig till ett ärende om förvärv av bland annat tjänster, om det kan antas att det allmänna lider skada om uppgiften röjs.`
	},
	{
		when: /19 kap\. ?3 § andra/,
		text: `Enligt 19 kap. 3 § andra stycket ${OSL} får uppgift som rör anbud inte i något fall lämnas till någon annan än den som har avgett anbudet förrän alla anbud offentliggörs, beslut om leverantör och anbud har fattats eller ärendet dessförinnan har slutförts. Sekretessen är absolut: någon prövning av skada görs inte. Den omfattar också uppgift om huruvida det finns några anbud, hur många de är och vilka som har lämnat dem.`
	}
];

const PRINCIPLE =
	'Var och en har rätt att ta del av allmänna handlingar (2 kap. 1 § tryckfrihetsförordningen). Rätten får begränsas bara om det krävs av hänsyn till vissa i grundlagen angivna intressen, och begränsningen ska anges noga i lag (2 kap. 2 §). Kan en handling inte lämnas ut utan att något hemligt röjs ska den göras tillgänglig i övriga delar (2 kap. 15 §).';

/** The provisions that the decision rests on, as paragraphs of text. */
export function provisionTexts(paragraphs: readonly string[]): string[] {
	const rules = RULES.filter(({ when }) => paragraphs.some((one) => when.test(one)));
	return [PRINCIPLE, ...rules.map(({ text }) => text)];
}

/** What is decided, in one or two sentences. */
export function decisionText(outcome: Outcome, authority: string): string {
	if (outcome === 'none')
		return `${authority} avslår begäran. Någon sådan handling finns inte hos ${authority}.`;
	if (outcome === 'masked')
		return `${authority} lämnar ut de begärda handlingarna i den del de inte är sekretessbelagda. Begäran avslås i övrigt: de uppgifter som är maskade i kopian lämnas inte ut.`;
	// Under absolute secrecy not even the wording may tell that there are any.
	if (outcome === 'absolute') return `${authority} avslår begäran.`;
	return `${authority} avslår begäran om att få ta del av handlingarna.`;
}

/** The reasons as first written, from what was found. Whoever decides goes on from there. */
export function proposedReasons(outcome: Outcome, assessed: readonly Assessed[]): string {
	if (outcome === 'absolute')
		return 'Upphandlingen är inte avgjord. Uppgifter som rör anbud omfattas därför av absolut sekretess och kan inte lämnas ut. Av samma skäl kan vi varken bekräfta eller förneka att det finns några anbud.';
	if (outcome === 'none')
		return 'Vi har sökt efter handlingen i det ärende som begäran gäller. Den har inte kommit in till oss och inte upprättats här.';
	return assessed.map(reasonsFor).filter(Boolean).join('\n\n');
}

function reasonsFor({ organisation, parts }: Assessed): string {
	const kept = parts.filter((part) => part.outcome !== 'open');
	if (kept.length === 0) return '';
	const lines = kept.map((part) => {
		const what = part.outcome === 'secret' ? 'hela uppgiften' : 'de maskade orden';
		return `${part.heading} (${what}), ${part.paragraph!.replace(OSL, 'OSL')}: ${part.harm!}`;
	});
	return [`Handling från ${organisation}.`, ...lines].join('\n');
}

/** How one appeals, as first written: OSL 6 kap. 7–8 §§, FL 43–46 §§. */
export function appealText(authority: string): string {
	return [
		`Ni kan överklaga beslutet hos kammarrätten. Skriv till kammarrätten, men skicka eller lämna överklagandet till ${authority}.`,
		`Överklagandet ska ha kommit in till ${authority} inom tre veckor från den dag då ni fick del av beslutet. Kommer det in för sent kan det inte prövas.`,
		'Skriv vilket beslut ni överklagar (datum och diarienummer), hur ni vill att beslutet ska ändras och varför. Skriv också hur domstolen når er.',
		`${authority} prövar om överklagandet har kommit in i tid och skickar det sedan vidare till kammarrätten tillsammans med handlingarna. Det kostar inget att överklaga.`
	].join('\n\n');
}

/** What is said to whoever asked, before and without any written decision (OSL 6 kap. 3 §). */
export function plainAnswer(outcome: Outcome): string {
	const right =
		'Vill ni ha ett skriftligt beslut från myndigheten, säg till. Det är det skriftliga beslutet som går att överklaga.';
	if (outcome === 'absolute')
		return `Upphandlingen är inte avgjord. Till dess råder absolut sekretess för allt som rör anbud, också för om det finns några. Vi kan därför inte lämna ut något. Ni kan fråga igen när beslutet är fattat. ${right}`;
	if (outcome === 'none') return `Någon sådan handling finns inte hos oss. ${right}`;
	if (outcome === 'masked')
		return `Här är handlingarna. Det som är maskat är hemligt enligt den bestämmelse som står vid varje markering. ${right}`;
	if (outcome === 'refused')
		return `Uppgifterna är hemliga och kan inte lämnas ut. Skälen står i vår prövning. ${right}`;
	return 'Här är handlingarna, utan maskning.';
}
