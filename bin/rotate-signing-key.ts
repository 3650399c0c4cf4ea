// npm run keys:rotate: a new key signs from now on; the old one signs, as its last act, which key comes next.
import { rotateSigningKey } from '#platform/server/signing/index.ts';
import { withDatabase } from './lib/with-database.ts';

await withDatabase(async (db) => {
	console.log(`The new key is ${await rotateSigningKey(db)}. Its public half stands on the page /keys.`);
});
