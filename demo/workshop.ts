import { sql } from 'kysely';
import {
	createWorkshop,
	publishMinutes,
	publishWorkshop,
	recordAttendance,
	registerForWorkshop,
	saveMinutes,
	updateWorkshop
} from '#capabilities/workshops/index.ts';
import type { SPOKEN } from '#capabilities/workshops/rules.ts';
import { at } from './clock.ts';
import type { Run } from './steps.ts';
import type { Both, World } from './world.ts';

interface WorkshopWords {
	title: Both;
	about: Both;
	agenda: Both;
	inDays: number;
	from: string;
	to: string;
	placeName: string;
	address?: string;
	form?: 'on-site' | 'digital' | 'both';
	link?: string;
	capacity?: number;
	langs?: (typeof SPOKEN)[number][];
	accessibility?: Both;
	/** Names of organisations, and people with lived experience, who register. */
	organisations: string[];
	lived: number;
}

/** Written in both languages, published, with people registered. */
export async function workshop(world: World, run: Run, words: WorkshopWords): Promise<string> {
	const date = at(words.inDays, '').slice(0, 10);
	const input = (lang: 0 | 1) => ({
		textLang: (['sv', 'en'] as const)[lang],
		title: words.title[lang],
		form: words.form ?? 'on-site',
		startsAt: `${date}T${words.from}`,
		endsAt: `${date}T${words.to}`,
		placeName: words.placeName,
		address: words.address,
		link: words.link,
		capacity: words.capacity,
		langs: words.langs ?? (['sv'] as const).slice(),
		about: words.about[lang],
		agenda: words.agenda[lang],
		prepare: undefined,
		accessibility: words.accessibility?.[lang]
	});
	const ctx = await world.as(run.lead);
	const { id } = await createWorkshop(ctx, run.slug, { ...input(0), afterwards: false });
	const { rows } = await sql<{ revision: number }>`select revision from workshop where id = ${id}`.execute(
		world.db
	);
	await updateWorkshop(await world.as(run.lead, 'en'), run.slug, id, {
		...input(1),
		revision: rows[0]!.revision
	});
	await publishWorkshop(ctx, run.slug, id);
	await register(world, run, id, words);
	return id;
}

const FIRST = [
	'Sara',
	'Emil',
	'Nora',
	'Viktor',
	'Elin',
	'Omar',
	'Greta',
	'Anton',
	'Leila',
	'Filip',
	'Selma',
	'Isak',
	'Tove',
	'Ali',
	'Märta',
	'Hugo',
	'Åsa',
	'Björn'
];
const LAST = [
	'Nyström',
	'Åberg',
	'Sjöholm',
	'Ahmadi',
	'Dahl',
	'Öster',
	'Grahn',
	'Bäck',
	'Mohamud',
	'Ståhl',
	'Ek',
	'Rydén'
];

async function register(world: World, run: Run, id: string, words: WorkshopWords): Promise<void> {
	const total = words.organisations.length + words.lived;
	for (let n = 0; n < total; n++) {
		const name = `${FIRST[(n * 5 + run.slug.length) % FIRST.length]} ${LAST[(n * 7 + run.slug.length) % LAST.length]}`;
		const key = words.organisations[n];
		await registerForWorkshop(world.visitor(`${run.slug}-${n}`), run.slug, id, {
			name,
			email: `deltagare${n + 1}@${run.slug.slice(0, 12)}.exempel.se`,
			...(key
				? { takesPartAs: 'organisation', organisationName: world.org(key).name }
				: { takesPartAs: 'lived-experience' })
		});
	}
}

/** After it was held: everybody who registered came, and the minutes go out. */
export async function held(world: World, run: Run, id: string, minutes: Both): Promise<void> {
	const rows = await world.db
		.selectFrom('workshop_participant')
		.select('id')
		.where('workshop_id', '=', id)
		.execute();
	const ctx = await world.as(run.lead);
	await recordAttendance(ctx, run.slug, id, { present: rows.map((row) => row.id) });
	for (const lang of [0, 1] as const) {
		const { rows: now } = await sql<{
			revision: number;
		}>`select revision from workshop where id = ${id}`.execute(world.db);
		await saveMinutes(await world.as(run.lead, (['sv', 'en'] as const)[lang]), run.slug, id, {
			textLang: (['sv', 'en'] as const)[lang],
			minutes: minutes[lang],
			revision: now[0]!.revision
		});
	}
	await publishMinutes(ctx, run.slug, id);
}
