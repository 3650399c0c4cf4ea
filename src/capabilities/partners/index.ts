/**
 * Suppliers who look for each other, while a call is open: what they bring, what they need, and messages without
 * addresses. Nobody on the buyer's side sees any of it. Errors are AppError.
 */
import { z } from 'zod';
import { defineJob } from '#platform/server/jobs/index.ts';
import { dropClosed } from './server/wishes.ts';
import './server/personal.ts';

defineJob({
	name: 'partners.drop-closed',
	queue: 'slow',
	schema: z.object({}),
	cron: '50 3 * * *',
	run: (_data, db) => dropClosed(db)
});

export {
	accessCall,
	callById,
	mayLookForPartners,
	ownOrganisations,
	seekPartners,
	type Call
} from './server/access.ts';
export {
	dropClosed,
	partnersPage,
	saveWish,
	withdrawWish,
	type CallPage,
	type Wish
} from './server/wishes.ts';
export { accessContact, answerContact, contactPartner, myContacts, type Contact } from './server/contacts.ts';
export {
	handleReport,
	handleReports,
	openReports,
	reportContact,
	reportWish,
	type PartnerReport
} from './server/reports.ts';
