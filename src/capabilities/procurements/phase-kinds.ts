import { registerStepKind, type FactDefinition } from '#capabilities/methods/index.ts';
import type { MessageKey } from '#platform/i18n/index.ts';

const yes = (key: string, condition: MessageKey, lacking: MessageKey): FactDefinition => ({
	key,
	type: 'boolean',
	condition,
	lacking
});

/** What a method for procurement can hold, and what a phase of one tells its gate. Computed in server/phase-facts.ts. */
const TENDER_FACTS = [
	yes('pcp.published', 'procurement.pcp.published', 'procurement.pcp.published.lacking'),
	yes('pcp.opened', 'procurement.pcp.opened', 'procurement.pcp.opened.lacking'),
	yes('pcp.declared', 'procurement.pcp.declared', 'procurement.pcp.declared.lacking'),
	yes('pcp.frozen', 'procurement.pcp.frozen', 'procurement.pcp.frozen.lacking'),
	yes('pcp.decided', 'procurement.pcp.decided', 'procurement.pcp.decided.lacking'),
	yes('pcp.standstill-over', 'procurement.pcp.standstill', 'procurement.pcp.standstill.lacking'),
	yes('pcp.signed', 'procurement.pcp.signed', 'procurement.pcp.signed.lacking')
];

const WORK_FACTS: FactDefinition[] = [
	yes('pcp.reported', 'procurement.pcp.reported', 'procurement.pcp.reported.lacking'),
	yes('pcp.assessed', 'procurement.pcp.assessed', 'procurement.pcp.assessed.lacking'),
	yes('pcp.evaluated', 'procurement.pcp.evaluated', 'procurement.pcp.evaluated.lacking'),
	{
		key: 'pcp.successful',
		type: 'number',
		condition: 'procurement.pcp.successful',
		lacking: 'procurement.pcp.successful.lacking'
	}
];

registerStepKind({ key: 'pcp-tender', name: 'procurement.pcp.tender', of: 'pcp', facts: TENDER_FACTS });
registerStepKind({ key: 'pcp-work', name: 'procurement.pcp.work', of: 'pcp', facts: WORK_FACTS });

export const PHASE_FACTS: readonly FactDefinition[] = [...TENDER_FACTS, ...WORK_FACTS];
