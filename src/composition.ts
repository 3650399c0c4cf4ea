// The one file that knows every capability: importing it registers permissions, jobs, mails, activity kinds
// and file owners. The web process, the worker, the demo loader and the tests all import it.
import '#capabilities/identity/index.ts';
import '#capabilities/accessibility/index.ts';
import '#capabilities/actors/index.ts';
import { agreementKind } from '#capabilities/agreements/index.ts';
import { rfiKind } from '#capabilities/calls/index.ts';
import { challengeKind } from '#capabilities/challenges/index.ts';
import { effectsKind } from '#capabilities/effects/index.ts';
import { insightsKind } from '#capabilities/insights/index.ts';
import { registerKind } from '#capabilities/initiatives/index.ts';
import '#capabilities/notifications/index.ts';
import '#capabilities/ocds/index.ts';
import '#capabilities/partners/index.ts';
import { procurementKind } from '#capabilities/procurements/index.ts';
import '#capabilities/records/index.ts';
import { spreadKind } from '#capabilities/spread/index.ts';
import '#capabilities/trust/index.ts';
import '#capabilities/visitors/index.ts';
import { workshopKind } from '#capabilities/workshops/index.ts';
import '#capabilities/initiatives/index.ts';

registerKind(challengeKind);
registerKind(agreementKind);
registerKind(rfiKind);
registerKind(effectsKind);
registerKind(procurementKind);
registerKind(spreadKind);
registerKind(workshopKind);
registerKind(insightsKind);
