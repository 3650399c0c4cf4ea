import { spawnSync } from 'node:child_process';
import type { Page } from '@playwright/test';
import pg from 'pg';
import { translator, type Lang, type MessageKey, type Translator } from '#platform/i18n/index.ts';
import { loadMessages } from '#platform/server/messages.ts';
import type { App } from '../support/app.ts';
import type { Mailbox } from './mailbox.ts';
import { Person } from './person.ts';

/** Five people who carry one challenge from need to effect, an escrow who keeps the third key, and a visitor who reads of it afterwards. */
export const CAST = {
	leader: 'Ylva Sund',
	official: 'Omar Falk',
	decider: 'Berit Lund',
	social: 'Sanna Ek',
	researcher: 'Ragnar Hed',
	escrow: 'Edit Norén'
} as const;
export type Role = keyof typeof CAST;

/** The challenge's way through the platform: who goes along, in which language, and where they are. */
export class Journey {
	readonly lang: Lang;
	readonly t: Translator;
	readonly app: Pick<App, 'url' | 'databaseUrl' | 'dataDir'>;
	readonly mailbox: Mailbox;
	/** Known once it has been started. */
	initiativeId = '';
	private readonly cast = new Map<Role, Person>();
	private readonly newPage: () => Promise<Page>;

	constructor(lang: Lang, app: Journey['app'], mailbox: Mailbox, newPage: () => Promise<Page>) {
		loadMessages();
		this.lang = lang;
		this.t = translator(lang);
		this.app = app;
		this.mailbox = mailbox;
		this.newPage = newPage;
	}

	/** What people write, in the language of the journey. */
	readonly say = (sv: string, en: string): string => (this.lang === 'sv' ? sv : en);

	/** What the whole journey is about. */
	get question(): { text: string } {
		return {
			text: this.say(
				'Hur når vi unga som varken arbetar eller studerar?',
				'How do we reach young people who neither work nor study?'
			)
		};
	}

	/** Who owns the challenge. */
	get municipality(): string {
		return this.say('Tranås kommun', 'Tranås Municipality');
	}

	/** A link that says what it opens before or after what it is called, such as "Öppna: Publicera utmaningen". */
	opens(key: MessageKey): RegExp {
		return new RegExp(this.t(key).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	}

	async person(role: Role): Promise<Person> {
		const known = this.cast.get(role);
		if (known) return known;
		const person = await this.stranger(CAST[role], `${role}@example.org`);
		this.cast.set(role, person);
		return person;
	}

	/** Somebody in a browser of their own. */
	async stranger(name: string, email = ''): Promise<Person> {
		return new Person(await this.newPage(), this.t, name, email);
	}

	/** What whoever runs the installation does in its console. */
	console(...words: string[]): void {
		const { status, stdout, stderr } = spawnSync(process.execPath, words, {
			encoding: 'utf8',
			env: { ...process.env, DATABASE_URL: this.app.databaseUrl, DATA_DIR: this.app.dataDir }
		});
		if (status !== 0) throw new Error(`${words.join(' ')} ended with ${status}: ${stdout}${stderr}`);
	}

	async query(text: string, values: unknown[] = []): Promise<Record<string, string>[]> {
		const client = new pg.Client(this.app.databaseUrl);
		await client.connect();
		try {
			return (await client.query(text, values)).rows;
		} finally {
			await client.end();
		}
	}
}
