// Makes a workshop that takes insights, in the database of DATABASE_URL, and prints its code.
import '../../src/composition.ts';
import { makeInitiative } from '#capabilities/initiatives/testing.ts';
import { openSession } from '#capabilities/insights/index.ts';
import { createWorkshop, publishWorkshop } from '#capabilities/workshops/index.ts';
import { db } from '#platform/server/db/index.ts';
import { loadMessages } from '#platform/server/messages.ts';

loadMessages();
const { slug, coordinator } = await makeInitiative(db(), { published: true, municipality: '1270' });
const { id } = await createWorkshop(coordinator.ctx, slug, {
	textLang: 'sv',
	title: 'Verkstad',
	form: 'on-site',
	startsAt: '2040-05-01T09:00',
	endsAt: '2040-05-01T12:00',
	placeName: 'Biblioteket',
	langs: ['sv'],
	afterwards: false
});
await publishWorkshop(coordinator.ctx, slug, id);
const session = await openSession(coordinator.ctx, slug, id, { textLang: 'sv', tables: 6 });
console.log(session.code);
process.exit(0);
