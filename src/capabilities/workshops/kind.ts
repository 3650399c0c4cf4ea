import { sql } from 'kysely';
import type { ActivityKind, ChainNote, Facts, Figure } from '#capabilities/initiatives/index.ts';
import { COUNTED_SECTORS, type Group } from './rules.ts';
import {
	exportedWorkshops,
	exportWorkshops,
	importWorkshops,
	type ExportedWorkshops
} from './server/exchange.ts';
import { workshopPersonal } from './server/personal.ts';
import { comingNotes, comingWorkshops, heldWorkshops, nextSteps } from './server/steps.ts';
import { uuids } from '#platform/server/db/lists.ts';

const isSector = (group: Group) => (COUNTED_SECTORS as readonly string[]).includes(group);

export const workshopKind: ActivityKind<ExportedWorkshops> = {
	key: 'workshop',
	name: 'workshops.kind.name',
	several: true,
	workPath: '/work/workshops',
	path: (id) => `/work/workshops/${id}`,
	invites: { label: 'workshops.chain.register', path: (id) => `/workshops/${id}` },
	permissions: ['initiative.facilitate'],
	facts: [
		{
			key: 'workshop.held',
			type: 'number',
			condition: 'workshops.fact.held',
			lacking: 'workshops.fact.held.lacking'
		},
		{
			key: 'workshop.sectors',
			type: 'number',
			condition: 'workshops.fact.sectors',
			lacking: 'workshops.fact.sectors.lacking'
		},
		{
			key: 'workshop.lived-experience',
			type: 'boolean',
			condition: 'workshops.fact.lived',
			lacking: 'workshops.fact.lived.lacking'
		}
	],
	async computeFacts(db, initiativeIds) {
		const facts = new Map<string, Facts>(
			initiativeIds.map((id) => [
				id,
				{ 'workshop.held': 0, 'workshop.sectors': 0, 'workshop.lived-experience': false }
			])
		);
		for (const row of await heldWorkshops(db, initiativeIds)) {
			const known = facts.get(row.initiativeId)!;
			const sectors = row.groups.filter(isSector).length;
			known['workshop.held'] = Number(known['workshop.held']) + 1;
			// Sectors that met in one room: that is what a workshop is for.
			known['workshop.sectors'] = Math.max(Number(known['workshop.sectors']), sectors);
			if (row.groups.includes('lived-experience')) known['workshop.lived-experience'] = true;
		}
		return facts;
	},
	async chainNotes(db, initiativeIds) {
		const notes = new Map<string, ChainNote[]>();
		const held = await heldWorkshops(db, initiativeIds);
		for (const id of initiativeIds) {
			const own = held.filter((row) => row.initiativeId === id);
			const sectors = new Set(own.flatMap((row) => row.groups.filter(isSector))).size;
			const note: ChainNote = {
				phase: 'dialogue',
				text: 'workshops.chain.held',
				params: { held: own.length, sectors },
				path: '/workshops'
			};
			if (own.length > 0) notes.set(id, [note]);
		}
		for (const next of await comingWorkshops(db, initiativeIds)) notes.set(next.id, comingNotes(next, notes));
		return notes;
	},
	async figures(db, initiativeIds) {
		const figures = new Map<string, Figure[]>();
		for (const row of await heldWorkshops(db, initiativeIds)) {
			const before = figures.get(row.initiativeId)?.[0]?.value ?? 0;
			figures.set(row.initiativeId, [{ label: 'workshops.figure.held', value: before + 1, kind: 'count' }]);
		}
		return figures;
	},
	nextSteps,
	async organisationsTakingPart(db, initiativeIds) {
		const found = new Map<string, string[]>();
		if (initiativeIds.length === 0) return found;
		const { rows } = await sql<{ id: string; organisations: string[] }>`
			select w.initiative_id as id, array_agg(distinct present.organisation_id) as organisations
			from workshop w join activity a on a.id = w.id cross join lateral (
				select p.organisation_id from workshop_participant p where p.workshop_id = w.id and p.attended_at is not null
				union all select h.organisation_id from workshop_headcount h where h.workshop_id = w.id
			) as present
			where w.initiative_id = any(${uuids([...initiativeIds])}) and present.organisation_id is not null
				and a.cancelled_at is null and w.attendance_recorded_at is not null
			group by w.initiative_id`.execute(db);
		for (const row of rows) found.set(row.id, row.organisations);
		return found;
	},
	newsKinds: ['invitation', 'progress'],
	exported: exportedWorkshops,
	exportFrom: exportWorkshops,
	importInto: importWorkshops,
	personal: workshopPersonal
};
