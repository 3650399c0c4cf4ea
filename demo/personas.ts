import type { MembershipRole } from '#platform/access/index.ts';
import type { Both } from './world.ts';

export interface Entry {
	key: string;
	name: string;
	member?: [organisation: string, role: MembershipRole, title: string][];
	/** Shown on the page of personas. */
	persona?: { role: Both; about: Both };
	lang?: 'sv' | 'en';
}

// All invented.
export const PEOPLE: Entry[] = [
	{
		key: 'maja',
		name: 'Maja Lindqvist',
		member: [['tomelilla', 'member', 'Utvecklingsstrateg']],
		persona: {
			role: ['Samordnare i Tomelilla', 'Coordinator in Tomelilla'],
			about: [
				'Håller ihop initiativet om barn och unga. RFI:n är ute: se frågorna som kommit in och svara alla på en gång.',
				'Holds the initiative about children and young people together. The request for information is out: see the questions that have come in, and answer everybody at once.'
			]
		}
	},
	{
		key: 'gunnar',
		name: 'Gunnar Ek',
		member: [['tomelilla', 'decision-maker', 'Kommundirektör']],
		persona: {
			role: ['Beslutsfattare i Tomelilla', 'Decision-maker in Tomelilla'],
			about: [
				'Fattar kommunens beslut, som det står i protokollet.',
				'Takes the municipality’s decisions, as the minutes have them.'
			]
		}
	},
	{
		key: 'amina',
		name: 'Amina Warsame',
		member: [['uppsala', 'representative', 'Områdesstrateg']],
		persona: {
			role: ['Samordnare i Gottsunda', 'Coordinator in Gottsunda'],
			about: [
				'Förbereder en verkstad. Bjud in, öppna insamlingen med en kod och posta från telefonen.',
				'Prepares a workshop. Invite people, open the capture with a code and post from your phone.'
			]
		}
	},
	{ key: 'petter', name: 'Petter Lund', member: [['uppsala', 'decision-maker', 'Områdeschef']] },
	{
		key: 'karin',
		name: 'Karin Almgren',
		member: [['jonkoping', 'representative', 'Folkhälsostrateg']],
		persona: {
			role: ['Samordnare i Region Jönköpings län', 'Coordinator in Region Jönköping'],
			about: [
				'Leder en upphandling i faser. Anbuden är öppnade och bedöms.',
				'Leads a procurement in phases. The tenders are opened and being assessed.'
			]
		}
	},
	{
		key: 'olof',
		name: 'Olof Brandt',
		member: [['jonkoping', 'member', 'Upphandlare']],
		persona: {
			role: ['Upphandlare', 'Procurement officer'],
			about: [
				'Sköter upphandlingen och öppnar anbud tillsammans med en kollega.',
				'Runs the procurement and opens tenders together with a colleague.'
			]
		}
	},
	{
		key: 'birgit',
		name: 'Birgit Sandell',
		member: [['jonkoping', 'decision-maker', 'Folkhälsodirektör']],
		persona: {
			role: ['Beslutsfattare i regionen', 'Decision-maker in the region'],
			about: [
				'Beslutar vem som får gå vidare, och läser skälen.',
				'Decides who goes on, and reads the reasons.'
			]
		}
	},
	{
		key: 'nils',
		name: 'Nils Öberg',
		member: [['jonkoping', 'member', 'Jurist']],
		persona: {
			role: ['Jurist och andra öppnare', 'Lawyer and second opener'],
			about: [
				'Håller en av de tre nycklarna, och öppnar anbuden tillsammans med Olof.',
				'Holds one of the three keys, and opens the tenders together with Olof.'
			]
		}
	},
	{
		key: 'frida',
		name: 'Frida Holm',
		member: [['jonkoping', 'member', 'Hälsoplanerare']],
		persona: {
			role: ['Bedömare', 'Evaluator'],
			about: [
				'Bedömer anbud på egen hand, med skäl, innan gruppen möts.',
				'Scores tenders alone, with reasons, before the group meets.'
			]
		}
	},
	{ key: 'samir', name: 'Samir Haddad', member: [['jonkoping', 'member', 'Distriktssköterska']] },
	{
		key: 'eva',
		name: 'Eva Nordström',
		member: [['norrkoping', 'representative', 'Verksamhetschef']],
		persona: {
			role: ['Samordnare i Norrköping', 'Coordinator in Norrköping'],
			about: [
				'Har ett avslutat initiativ med avtal och tre års mätningar.',
				'Has a finished initiative with a contract and three years of measurements.'
			]
		}
	},
	{ key: 'lars', name: 'Lars Hedin', member: [['norrkoping', 'decision-maker', 'Socialdirektör']] },
	{
		key: 'ines',
		name: 'Inés Duarte',
		member: [['bryggan', 'representative', 'Grundare']],
		persona: {
			role: ['Driver ett litet socialt företag', 'Runs a small social enterprise'],
			about: [
				'Svarar på Tomelillas frågor. Ett utkast är påbörjat: fyll i, förhandsgranska och skicka.',
				'Answers Tomelilla’s questions. A draft is begun: fill it in, preview and send.'
			]
		}
	},
	{ key: 'jonas', name: 'Jonas Wik', member: [['fritid', 'representative', 'Ordförande']] },
	{ key: 'hanna', name: 'Hanna Björk', member: [['ungkraft', 'representative', 'Verksamhetsledare']] },
	{
		key: 'yusuf',
		name: 'Yusuf Demir',
		member: [['hogland', 'representative', 'Verksamhetschef']],
		persona: {
			role: ['Anbudsgivare', 'Tenderer'],
			about: [
				'Har lämnat anbud till regionen. Se kvittot, och beskedet när det kommer.',
				'Has tendered to the region. See the receipt, and the decision when it comes.'
			]
		}
	},
	{ key: 'linnea', name: 'Linnéa Fors', member: [['halsolots', 'representative', 'VD']] },
	{ key: 'tore', name: 'Tore Salomonsson', member: [['byabuss', 'representative', 'Ordförande']] },
	{ key: 'malin', name: 'Malin Ask', member: [['kyrkan', 'representative', 'Direktor']] },
	{
		key: 'leo',
		name: 'Leo Vikström',
		member: [['msi', 'representative', 'Processledare']],
		persona: {
			role: ['Processledare på den nationella plattformen', 'Process leader at the national platform'],
			about: [
				'Stöder alla initiativ, ändrar metoden och för in organisationer.',
				'Supports every initiative, changes the method and enters organisations.'
			]
		}
	},
	{
		key: 'ada',
		name: 'Ada Rosén',
		persona: {
			role: ['Administratör', 'Administrator'],
			about: [
				'Sköter installationen. Rättigheterna gäller bara en stund i taget och loggas.',
				'Runs the installation. The powers last only a while at a time and are logged.'
			]
		}
	},
	{
		key: 'alva',
		name: 'Alva Bergman',
		persona: {
			role: ['Invånare', 'Resident'],
			about: [
				'Följer det som händer där hon bor och skriver ibland en kommentar.',
				'Follows what happens where she lives and sometimes writes a comment.'
			]
		}
	},
	{
		key: 'sofia',
		name: 'Sofia Lantz',
		member: [['lsv', 'representative', 'Investeringsansvarig']],
		persona: {
			role: ['Social investerare', 'Social investor'],
			about: [
				'Part i ett utfallskontrakt. Följer betalningar och mätningar.',
				'Party to an outcome contract. Follows payments and measurements.'
			]
		}
	},
	{ key: 'petra', name: 'Petra Ljung', member: [['skolstod', 'representative', 'Föreståndare']] },
	{
		key: 'rut',
		name: 'Rut Sandberg',
		member: [['jonkoping', 'member', 'Registrator']],
		persona: {
			role: ['Registrator i Region Jönköpings län', 'Registrar in Region Jönköping'],
			about: [
				'Ser dag för dag vad som har kommit in och upprättats, och skriver upp när någon begär att få läsa.',
				'Sees day by day what has been received and drawn up, and writes it down when somebody asks to read.'
			]
		}
	}
];
