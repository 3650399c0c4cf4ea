import './server/mails.ts';

export * from './rules.ts';
export { heardOf, type Heard } from './server/heard.ts';
export { insightsKind } from './kind.ts';
export {
	openSession,
	openWebForm,
	closeSession,
	setAutomatic,
	sessionTopic,
	wallTopic,
	type Session
} from './server/sessions.ts';
export { deviceKey, sessionByCode, postInsights, type PostAnswer, type Poster } from './server/post.ts';
export {
	accessWall,
	readSessionEvents,
	readWall,
	readWallEvents,
	releaseInsights,
	type Wall,
	type WallNote
} from './server/wall.ts';
export {
	capturePage,
	qrOf,
	linkedWebForm,
	postByCode,
	postByLink,
	postOnWorkshop,
	publicWebForm,
	typeInPaper,
	type CapturePage
} from './server/capture.ts';
export {
	answerInsight,
	editInsight,
	maskInsight,
	mergeInsights,
	readOriginal,
	translateInsight,
	unmergeInsight
} from './server/work.ts';
export { changeMany } from './server/bulk.ts';
export {
	citeInsights,
	publishSummary,
	readSummaries,
	saveSummary,
	unciteInsight,
	type Summary
} from './server/summary.ts';
export { summaryPage, type SummaryPage } from './server/summary-page.ts';
export {
	insightPage,
	listInsights,
	type InsightLine,
	type InsightPage,
	type ListFilter
} from './server/queries.ts';
export { nationalPicture, type NationalPicture, type PlaceVoices } from './server/national.ts';
export { publicInsights, type PublicVoice, type Tally } from './server/public.ts';
export {
	insightsByLink,
	insightsOf,
	recordUse,
	usableInsights,
	type InsightUse,
	type MyInsight
} from './server/mine.ts';
export { forgetDevicesJob } from './server/retention.ts';
