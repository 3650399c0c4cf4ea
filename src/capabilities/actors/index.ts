/**
 * Organisations of all sectors: the directory, who belongs to them and may speak for them. Other capabilities
 * pick organisations here, ask for names and contact persons, and add sections to an organisation's page.
 */
import './server/privacy.ts';
import './server/proof.ts';

export { ROLE_KEYS, ROLES, SECTOR_KEYS, SECTORS, type ImportStep, type Sector } from './words.ts';
export {
	FACETS,
	facetNames,
	queryString,
	readQuery,
	without,
	type DirectoryQuery,
	type Facet
} from './query.ts';
export { defineOrganisationSection, type OrganisationSection, type SectionItem } from './sections.ts';
export {
	accessOrganisation,
	accessOrganisationById,
	actForOrganisation,
	claimOrganisation as claimPermission,
	createOrganisation as createPermission,
	decideClaims as decideClaimsPermission,
	draftForOrganisation,
	editOrganisation as editPermission,
	findOrganisation,
	hideOrganisation as hidePermission,
	importOrganisations as importPermission,
	manageMembers as managePermission,
	viewMembers as viewMembersPermission,
	viewOrganisation,
	type Organisation
} from './server/access.ts';
export {
	createOrganisation,
	editOrganisation,
	hideOrganisation,
	showOrganisation,
	type NewOrganisation
} from './server/organisations.ts';
export { claimsForMe, type WaitingClaims } from './server/claims-waiting.ts';
export { claimOrganisation, decideClaim, withdrawClaim, type ClaimDecision } from './server/claims.ts';
export { giveRole } from './server/membership.ts';
export { myLendings, type MyLending, type MyLendings } from './server/lendings.ts';
export { changeRole, endLending, endMembership, lendTasks, showOnPage } from './server/people.ts';
export {
	acceptInvitation,
	inviteColleague,
	revokeInvitation,
	viewInvitation,
	type InvitationView
} from './server/invitations.ts';
export {
	openClaims,
	peoplePage,
	type ClaimRow,
	type MemberRow,
	type PeoplePage
} from './server/people-page.ts';
export { browseDirectory, directory, type Directory, type DirectoryRow } from './server/directory.ts';
export { apiOrganisations, exportCsv, exportJson, type PublicOrganisation } from './server/public.ts';
export { followOrganisation, isFollowing } from './server/follow.ts';
export { organisationPage, type OrganisationPage } from './server/page.ts';
export {
	contactPersons,
	draftableOrganisations,
	mayDraftFor,
	organisationNames,
	organisationsByIds,
	pickOrganisations,
	findByWords,
	searchByName,
	type DraftableOrganisation,
	type OrganisationName,
	type PickedOrganisation,
	type PickFilter
} from './server/pick.ts';
export { IMPORT_FIELDS, FIELD_KEYS, type ImportField } from './server/import/columns.ts';
export { ENCODINGS } from './server/import/decode.ts';
export {
	importPage,
	importReport,
	listImports,
	OUTCOME_KEYS,
	type ImportPage,
	type ImportSummary
} from './server/import/page.ts';
export {
	backToMapping,
	cancelImport,
	checkImport,
	confirmImport,
	mappingForm,
	readingForm,
	rereadImport,
	startImport
} from './server/import/service.ts';
