import type { Page } from '@playwright/test';
import { forgetConfig } from '#platform/server/config.ts';
import { openDb, type Db } from '#platform/server/db/index.ts';
import { signInByPersona } from './sign-in.ts';
import '../../src/composition.ts';

// For journeys whose beginning is made by the services, and whose people are none of the demo world's.

let opened: Db | undefined;

/** The database of the running application, for its services as well; open until the worker ends. */
export function appDb(): Db {
	if (opened) return opened;
	process.env.DATABASE_URL = process.env.APP_DATABASE_URL;
	process.env.DATA_DIR = process.env.APP_DATA_DIR;
	forgetConfig();
	opened = openDb(process.env.APP_DATABASE_URL!, 4);
	return opened;
}

/** Lets a person made for the test in, as the personas' page does. */
export async function enter(page: Page, personId: string): Promise<void> {
	await appDb().updateTable('person').set({ persona: personId }).where('id', '=', personId).execute();
	const url = process.env.APP_URL!;
	const cookies = (await signInByPersona(url, personId)).split('; ').map((line) => {
		const [name, ...value] = line.split('=');
		return { name: name!, value: value.join('='), url };
	});
	await page.context().clearCookies();
	await page.context().addCookies(cookies);
}
