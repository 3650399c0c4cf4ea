import { createOrganisation } from '#capabilities/actors/index.ts';
import type { World } from './world.ts';

type Sector = 'public' | 'civil-society' | 'business' | 'academia' | 'social-enterprise' | 'funder' | 'other';

interface Entry {
	key: string;
	name: string;
	sector: Sector;
	municipality?: string;
	county?: string;
	themes: string[];
	targetGroups?: string[];
	about: string;
	offers?: string;
	needs?: string;
}

// Real places; the organisations below without a well-known name are invented.
const LIST: Entry[] = [
	{
		key: 'tomelilla',
		name: 'Tomelilla kommun',
		sector: 'public',
		municipality: '1270',
		themes: ['rights-of-the-child', 'schooling', 'mental-health'],
		targetGroups: ['children', 'young-people'],
		about: 'Kommun på Österlen där avstånden är långa och många familjer bor utanför tätorten.',
		needs: 'Sätt att möta barn och unga innan problemen växer.'
	},
	{
		key: 'uppsala',
		name: 'Uppsala kommun',
		sector: 'public',
		municipality: '0380',
		themes: ['safety-in-public-space', 'local-development'],
		targetGroups: ['everyone'],
		about: 'Fjärde största kommunen. I Gottsunda arbetar stadsdelsförvaltningen nära dem som bor där.',
		needs: 'Samverkan med lokalsamhället i Gottsunda.'
	},
	{
		key: 'jonkoping',
		name: 'Region Jönköpings län',
		sector: 'public',
		county: '06',
		themes: ['equal-health', 'mental-health'],
		about: 'Ansvarar för hälso- och sjukvård, folkhälsa, kultur och kollektivtrafik i tretton kommuner.',
		needs: 'Folkhälsoarbete som når dem vi inte når i dag.'
	},
	{
		key: 'norrkoping',
		name: 'Norrköpings kommun',
		sector: 'public',
		municipality: '0581',
		themes: ['rights-of-the-child', 'schooling'],
		targetGroups: ['children', 'young-people'],
		about: 'Kommun i Östergötland som har prövat att betala för resultat i socialtjänsten.'
	},
	{
		key: 'karlskoga',
		name: 'Karlskoga kommun',
		sector: 'public',
		municipality: '1883',
		themes: ['work-integration', 'rights-of-the-child'],
		about: 'Köper arbetsträning av ett arbetsintegrerande socialt företag och är barnrättskommun.'
	},
	{
		key: 'skelleftea',
		name: 'Skellefteå kommun',
		sector: 'public',
		municipality: '2482',
		themes: ['rights-of-the-child', 'future-of-work'],
		about: 'Barnrättskommun i Västerbotten, där många flyttar in för nya jobb.'
	},
	{
		key: 'haninge',
		name: 'Haninge kommun',
		sector: 'public',
		municipality: '0136',
		themes: ['rights-of-the-child', 'schooling'],
		about: 'Barnrättskommun söder om Stockholm.'
	},
	{
		key: 'degerfors',
		name: 'Degerfors kommun',
		sector: 'public',
		municipality: '1862',
		themes: ['rights-of-the-child'],
		about: 'Liten kommun i Bergslagen, barnrättskommun.'
	},
	{
		key: 'malmo',
		name: 'Malmö stad',
		sector: 'public',
		municipality: '1280',
		themes: ['schooling', 'safety-in-public-space'],
		about: 'Pedagogisk Inspiration stöder skolor och förskolor med utveckling och forskning.'
	},
	{
		key: 'helsingborg',
		name: 'Helsingborgs stad',
		sector: 'public',
		municipality: '1283',
		themes: ['digital-inclusion', 'rights-of-the-child'],
		about: 'Prövar digitala tjänster tillsammans med barn i förskolan.'
	},
	{
		key: 'lst-skane',
		name: 'Länsstyrelsen Skåne',
		sector: 'public',
		county: '12',
		themes: ['schooling', 'gender-equality'],
		about: 'Statens ombud i Skåne. Samlar aktörer kring jämlik och fullständig skolgång.'
	},
	{
		key: 'blekinge',
		name: 'Region Blekinge',
		sector: 'public',
		county: '10',
		themes: ['future-of-work', 'equal-health'],
		about: 'Regional utveckling och sjukvård i Blekinge.'
	},
	{
		key: 'msi',
		name: 'Mötesplats Social Innovation',
		sector: 'academia',
		municipality: '1280',
		themes: [
			'future-of-work',
			'rights-of-the-child',
			'digital-inclusion',
			'equal-health',
			'safety-in-public-space'
		],
		about:
			'Nationell kunskaps- och samverkansplattform för social innovation, med säte vid Malmö universitet.',
		offers: 'Processledning, metoder, arenor och kunskap.'
	},
	{
		key: 'mau',
		name: 'Malmö universitet',
		sector: 'academia',
		municipality: '1280',
		themes: ['schooling', 'local-development'],
		about: 'Forskning om skolgång, migration och social innovation.'
	},
	{
		key: 'ju',
		name: 'Jönköping University',
		sector: 'academia',
		municipality: '0680',
		themes: ['equal-health', 'ageing'],
		about: 'Nod i plattformen. Forskar om hälsa och välfärd.'
	},
	{
		key: 'oru',
		name: 'Örebro universitet',
		sector: 'academia',
		municipality: '1880',
		themes: ['rights-of-the-child', 'addiction'],
		about: 'Nod i plattformen. Forskar om barn och unga i utsatthet.'
	},
	{
		key: 'umu',
		name: 'Umeå universitet',
		sector: 'academia',
		municipality: '2480',
		themes: ['loneliness', 'equal-health'],
		about: 'Nod i plattformen. Forskar om glesbygd och hälsa.'
	},
	{
		key: 'ltu',
		name: 'Luleå tekniska universitet',
		sector: 'academia',
		municipality: '2580',
		themes: ['future-of-work', 'gender-equality'],
		about: 'Nod i plattformen. Genusforskning om innovation.'
	},
	{
		key: 'rise',
		name: 'RISE',
		sector: 'academia',
		municipality: '1480',
		themes: ['local-development'],
		about: 'Forskningsinstitut som följer och utvärderar utfallskontrakt.',
		offers: 'Effektlogik, utvärdering.'
	},
	{
		key: 'kii',
		name: 'KI Innovations',
		sector: 'business',
		municipality: '0184',
		themes: ['equal-health'],
		about: 'Hjälper forskare att föra ut lösningar inom hälsa.'
	},
	{
		key: 'lsv',
		name: 'Leksell Social Ventures',
		sector: 'funder',
		municipality: '0180',
		themes: ['rights-of-the-child', 'work-integration'],
		about: 'Social investerare som lånar ut till insatser och får tillbaka pengarna när de lyckas.',
		offers: 'Riskkapital, utfallskontrakt.'
	},
	{
		key: 'funkis',
		name: 'Föreningen Funkis',
		sector: 'social-enterprise',
		municipality: '1883',
		themes: ['work-integration'],
		targetGroups: ['people-outside-work'],
		about:
			'Arbetsintegrerande socialt företag i Karlskoga med caféer, restauranger, daglig verksamhet och städning. Hela vinsten går tillbaka in i verksamheten.',
		offers: 'Arbetsträning, daglig verksamhet, mat och städ.'
	},
	{
		key: 'danfo',
		name: 'Danfo',
		sector: 'business',
		municipality: '1885',
		themes: ['safety-in-public-space'],
		about: 'Offentliga toaletter som är trygga att använda och vara nära.'
	},
	{
		key: 'skanska',
		name: 'Skanska',
		sector: 'business',
		municipality: '0180',
		themes: ['safety-in-public-space', 'climate-and-just-transition', 'work-integration'],
		about: 'Bygger och utvecklar stadsdelar, med praktikplatser för unga.'
	},
	{
		key: 'snaptive',
		name: 'Snaptive',
		sector: 'business',
		municipality: '1280',
		themes: ['schooling', 'digital-inclusion'],
		about: 'Digitala verktyg för lärande.'
	},
	{
		key: 'ttj',
		name: 'Trans- och Tjejjouren Malmö',
		sector: 'civil-society',
		municipality: '1280',
		themes: ['gender-equality', 'schooling'],
		targetGroups: ['young-people'],
		about: 'Stöd till tjejer, ickebinära och transpersoner, av jämnåriga.'
	},
	{
		key: 'osterlen',
		name: 'Österlens familjenätverk',
		sector: 'civil-society',
		municipality: '1270',
		themes: ['rights-of-the-child', 'loneliness'],
		targetGroups: ['parents', 'children'],
		about: 'Öppna kök och utflykter för familjer på landet. Drivs av föräldrar.',
		offers: 'Mötesplatser i byarna, barnvakt, skjuts.'
	},
	{
		key: 'fritid',
		name: 'Fritid hela byn',
		sector: 'civil-society',
		municipality: '1270',
		themes: ['culture-and-leisure', 'mobility'],
		targetGroups: ['children'],
		about: 'Föreningar som kör fritidsbuss mellan byarna på kvällar och helger.'
	},
	{
		key: 'bryggan',
		name: 'Bryggan Österlen',
		sector: 'social-enterprise',
		municipality: '1270',
		themes: ['rights-of-the-child', 'mental-health'],
		targetGroups: ['children', 'parents'],
		about: 'Familjecoacher som möter familjer hemma, på kvällar och helger, utan remiss.',
		offers: 'Tidigt familjestöd utan utredning.'
	},
	{
		key: 'ungkraft',
		name: 'Ung kraft i Skåne',
		sector: 'civil-society',
		municipality: '1290',
		themes: ['mental-health', 'democracy'],
		targetGroups: ['young-people'],
		about: 'Unga som leder andra unga. Samtalsgrupper, chatt och läger.'
	},
	{
		key: 'gottsundahub',
		name: 'Gottsunda mötesplatser',
		sector: 'civil-society',
		municipality: '0380',
		themes: ['safety-in-public-space', 'democracy'],
		about: 'Boende som håller öppet i centrum på kvällarna.'
	},
	{
		key: 'mammor',
		name: 'Mammor på kvällspromenad',
		sector: 'civil-society',
		municipality: '0380',
		themes: ['safety-in-public-space', 'gender-equality'],
		about: 'Vuxna som rör sig ute i Gottsunda och känner de unga vid namn.'
	},
	{
		key: 'bostad',
		name: 'Uppsalahem',
		sector: 'business',
		municipality: '0380',
		themes: ['housing', 'safety-in-public-space'],
		about: 'Kommunalt bostadsbolag med många hyresgäster i Gottsunda.'
	},
	{
		key: 'uu',
		name: 'Uppsala universitet',
		sector: 'academia',
		municipality: '0380',
		themes: ['crime-prevention', 'local-development'],
		about: 'Forskar om trygghet och stadsliv.'
	},
	{
		key: 'kulturskolan',
		name: 'Kulturskolan Gottsunda',
		sector: 'public',
		municipality: '0380',
		themes: ['culture-and-leisure'],
		targetGroups: ['children', 'young-people'],
		about: 'Kultur på barns egna villkor, mitt i centrum.'
	},
	{
		key: 'hogland',
		name: 'Hälsa på Höglandet',
		sector: 'social-enterprise',
		county: '06',
		municipality: '0682',
		themes: ['equal-health', 'loneliness'],
		targetGroups: ['older-people'],
		about: 'Hälsovägledare som talar tolv språk och möter människor där de redan är.',
		offers: 'Hälsovägledare, gruppträffar, uppsökande arbete.'
	},
	{
		key: 'rorelse',
		name: 'Rörelse för alla',
		sector: 'civil-society',
		county: '06',
		municipality: '0680',
		themes: ['equal-health', 'disability-rights'],
		about: 'Idrottsföreningar som öppnar sina hallar för den som aldrig har tränat.'
	},
	{
		key: 'halsolots',
		name: 'Hälsolots',
		sector: 'business',
		municipality: '0680',
		themes: ['equal-health', 'digital-inclusion'],
		about: 'Bygger en tjänst som bokar första besöket åt den som inte själv gör det.'
	},
	{
		key: 'kyrkan',
		name: 'Stadsmissionen i Jönköping',
		sector: 'civil-society',
		municipality: '0680',
		themes: ['homelessness', 'equal-health'],
		about: 'Mat, dusch och samtal, och någon som följer med till vården.'
	},
	{
		key: 'byabuss',
		name: 'Byabussen ekonomisk förening',
		sector: 'social-enterprise',
		municipality: '0665',
		themes: ['mobility', 'equal-health'],
		about: 'Kör hälsobuss till orter där vårdcentralen har stängt.'
	},
	{
		key: 'famna-ost',
		name: 'Familjehem i Öst',
		sector: 'civil-society',
		municipality: '0581',
		themes: ['rights-of-the-child'],
		targetGroups: ['children'],
		about: 'Familjehem som stöder varandra.'
	},
	{
		key: 'skolstod',
		name: 'Skolstöd Östergötland',
		sector: 'social-enterprise',
		municipality: '0581',
		themes: ['schooling', 'rights-of-the-child'],
		targetGroups: ['children'],
		about: 'Lärare och psykologer som följer placerade barn genom skolan.',
		offers: 'Skolstöd till placerade barn.'
	},
	{
		key: 'socialt-forum',
		name: 'Forum för sociala företag',
		sector: 'funder',
		municipality: '0180',
		themes: ['future-of-work'],
		about: 'Fond som ger små lån till sociala företag.'
	}
];

/** About forty organisations of all sectors, entered by a process leader. */
export async function addOrganisations(world: World): Promise<void> {
	const ctx = await world.as('leo');
	for (const entry of LIST) {
		const { key, ...input } = entry;
		const county = input.county ?? input.municipality?.slice(0, 2);
		const organisation = await createOrganisation(ctx, {
			...input,
			county,
			country: 'SE',
			soleTrader: false,
			targetGroups: input.targetGroups ?? [],
			links: ''
		} as unknown as Parameters<typeof createOrganisation>[1]);
		world.organisations.set(key, { ...organisation, name: entry.name });
	}
}
