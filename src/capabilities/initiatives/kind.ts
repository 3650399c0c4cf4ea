import type { z } from 'zod';
import type { Permission } from '#platform/access/index.ts';
import { Registry } from '#platform/registry.ts';
import { definePersonalData, type PersonalData } from '#platform/server/privacy/index.ts';
import type { NewsKind } from '#platform/server/news/index.ts';
import type { Context } from '#platform/server/context.ts';
import type { DbOrTx, Tx } from '#platform/server/db/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';
import type { LocalText } from '#platform/i18n/text.ts';
import { registerStepKind, type FactDefinition } from '#capabilities/methods/facts.ts';
import type { Facts } from '#capabilities/methods/form.ts';
import type { Standing } from './server/access.ts';

export { factNamed, type FactDefinition } from '#capabilities/methods/facts.ts';
export type { PersonalData } from '#platform/server/privacy/index.ts';
export type { Facts } from '#capabilities/methods/form.ts';

/** Something this kind waits for, shown on the overview and on *my work*. */
export interface NextStep {
	activityId: string | null;
	text: MessageKey;
	params?: Record<string, string | number>;
	/** After /initiatives/<slug>. */
	path: string;
	/** Who may do it, where those are fewer than all who see the team's pages. Others read it without a link. */
	may?: Permission<Standing>;
	dueAt?: Date | null;
	/** Who owes it; null when it is the team's. */
	personId?: string | null;
	/** What it is about. Given by the overview, where two steps would read alike. */
	of?: LocalText;
}

/** What a kind shows of itself on the chain of the public page. */
export interface ChainNote {
	phase: string;
	text: MessageKey;
	params?: Record<string, string | number>;
	path?: string;
	/** An action open to visitors now, with its deadline: "Svara på RFI". */
	action?: { label: MessageKey; path: string; until: Date | null };
}

/** Counts for the public page's facts. */
export interface Figure {
	label: MessageKey;
	value: number;
	/** minor units when kind is money */
	kind: 'count' | 'money';
}

/** What an initiative led to, said with its figures, their n and their source. */
export interface Headline {
	text: MessageKey;
	params: Record<string, string | number | LocalText>;
	/** True, false, or null where it cannot be told. */
	changed: boolean | null;
	path?: string;
}

/**
 * What every kind of activity must be able to do. `initiatives` knows this contract and no kind; the
 * composition file gathers them. Whatever is missing here does not compile.
 */
export interface ActivityKind<Exported = unknown> {
	/** Stable key, used in `activity.kind` and in methods. */
	readonly key: string;
	readonly name: MessageKey;
	/** An initiative may have several; the side navigation then tells how many. */
	readonly several: boolean;
	/** The team's page of this kind after /initiatives/<slug>, for the side navigation. Left out: `/work/<key>`. */
	readonly workPath?: string;
	/** Called when an initiative starts with a method that has this kind, for kinds that are always there. */
	begin?(tx: Tx, ctx: Context, initiativeId: string): Promise<void>;
	/**
	 * For an initiative that is over: what changed for whom, or did not, as the first words of its public page.
	 * Only the kind that knows the effects has it.
	 */
	headline?(db: DbOrTx, initiativeIds: readonly string[]): Promise<Map<string, Headline>>;
	/** Path of one activity after /initiatives/<slug>, for the team. */
	path(activityId: string): string;
	/** Where a published activity has an end that visitors can act before: what they can do, and where. */
	readonly invites?: { label: MessageKey; path(activityId: string): string };
	readonly permissions: readonly string[];
	readonly facts: readonly FactDefinition[];
	/** Facts of several initiatives in one query each; every defined fact is present for every id. */
	computeFacts(db: DbOrTx, initiativeIds: readonly string[]): Promise<Map<string, Facts>>;
	/** Public notes on the chain, for several initiatives in one query (lists use it too). */
	chainNotes(db: DbOrTx, initiativeIds: readonly string[]): Promise<Map<string, ChainNote[]>>;
	figures(db: DbOrTx, initiativeIds: readonly string[]): Promise<Map<string, Figure[]>>;
	/** What the team or a person owes now, for several initiatives in one query. */
	nextSteps(db: DbOrTx, initiativeIds: readonly string[]): Promise<Map<string, NextStep[]>>;
	/** Organisations that took part, by sector counted once each on the public page. */
	organisationsTakingPart(db: DbOrTx, initiativeIds: readonly string[]): Promise<Map<string, string[]>>;
	readonly newsKinds: readonly NewsKind[];
	/** Everything of the kind in one initiative as one JSON value, without personal data; and back into another. */
	readonly exported: z.ZodType<Exported>;
	exportFrom(db: DbOrTx, initiativeId: string): Promise<Exported>;
	importInto(tx: Tx, ctx: Context, initiativeId: string, data: Exported): Promise<void>;
	readonly personal: PersonalData;
}

const kinds = new Registry<ActivityKind>('activity kind');

/** Called by the composition file, once per kind. */
export function registerKind<Exported>(kind: ActivityKind<Exported>): void {
	kinds.add(kind.key, kind as ActivityKind);
	definePersonalData(kind.key, kind.personal);
	registerStepKind(kind);
}

export function allKinds(): ActivityKind[] {
	return kinds.values();
}

/** @throws on an unknown key: a method that names it could not have been published. */
export function kindNamed(key: string): ActivityKind {
	return kinds.get(key);
}
