import { translator } from '#platform/i18n/index.ts';
import { can } from '#platform/access/index.ts';
import {
	accessInitiative,
	editInitiative,
	facilitateInitiative,
	leadInitiative,
	workInInitiative,
	workNavigation
} from '#capabilities/initiatives/index.ts';
import { showsRequests } from '#capabilities/records/index.ts';
import { WORK_PAGES } from './pages.ts';
import type { LayoutServerLoad } from './$types';

/** What stands beside every working page. Each page and action decides on its own access as well. */
export const load: LayoutServerLoad = async ({ locals: { ctx }, params }) => {
	const run = await accessInitiative(ctx, params.slug, workInInitiative);
	const kinds = await workNavigation(ctx.db, run);
	return {
		run: {
			slug: run.slug,
			title: run.title,
			organisation: run.organisationName,
			published: run.publishedAt !== null,
			closedAs: run.closedAs,
			mayLead: can(ctx.actor, leadInitiative, run),
			mayEdit: can(ctx.actor, editInitiative, run),
			mayFacilitate: can(ctx.actor, facilitateInitiative, run),
			mayDisclose: await showsRequests(ctx, run)
		},
		// In words already: pages with client code do not carry the messages of every kind.
		kinds: kinds
			.filter((kind) => WORK_PAGES.has(kind.path))
			.map((kind) => ({ ...kind, label: translator(ctx.lang)(kind.label) }))
	};
};
