/** Agreements: parties, documents, milestones, payments planned and made, and an outcome part. */
import { onReporters } from '#capabilities/effects/index.ts';
import './server/files.ts';
import './server/register-lines.ts';
import { partyIds } from './server/queries.ts';

// Whoever is party of an agreement may report figures to the initiative's effects.
onReporters(partyIds);

export { draftAgreement } from './server/draft.ts';
export * from './server/service.ts';
export {
	awardsToSign,
	onAwards,
	signedAwards,
	type AwardedTender,
	type AwardToSign
} from './server/awards.ts';
export * from './server/money.ts';
export * from './server/queries.ts';
export { textsToTranslate, translateAgreement, type Untranslated } from './server/translate.ts';
export { accessAgreement, editAgreement, followAgreement, viewAgreement } from './server/access.ts';
export { publicMoney, type PublicMoney } from './server/public-money.ts';
export { agreementKind } from './kind.ts';
