import './server/files.ts';
import './server/register-lines.ts';
import './server/mails.ts';
import './server/reminders.ts';

export * from './rules.ts';
export { workshopKind } from './kind.ts';
export { accessWorkshop, facilitateWorkshop, findWorkshop, type Workshop } from './server/access.ts';
export { createWorkshop, updateWorkshop, publishWorkshop, cancelWorkshop } from './server/edit.ts';
export { registerForWorkshop, findOrganisation, type Registered } from './server/register.ts';
export {
	inviteOrganisations,
	invitePerson,
	reachOrganisation,
	removeInvitation,
	type Invited
} from './server/invite.ts';
export {
	openMyWorkshop,
	answerYes,
	answerNo,
	passOn,
	withdrawByLink,
	changeNeedsByLink,
	type MyWorkshop
} from './server/answer.ts';
export {
	recordAttendance,
	addWalkIn,
	addPresentOrganisation,
	removePresent,
	attendingGroups,
	attendingOrganisations
} from './server/attendance.ts';
export { saveMinutes, publishMinutes, removeMinutesFile } from './server/minutes.ts';
export { openFilesByLink } from './server/files.ts';
export { makeLink } from './server/links.ts';
export {
	listWorkshops,
	workshopPage,
	comingMeetings,
	minutesFiles,
	type Meeting,
	type PublicWorkshop,
	type WorkshopLine
} from './server/queries.ts';
export {
	invitePage,
	participantsPage,
	workshopOverview,
	type InvitePage,
	type ParticipantsPage,
	type ParticipantLine
} from './server/lists.ts';
export { workshopCalendar, myWorkshopMinutes, publicWorkshops } from './server/public.ts';
export { reminderJob, eraseNeedsJob } from './server/reminders.ts';
