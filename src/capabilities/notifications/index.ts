/** How news reach people: at once, in a daily or weekly digest, or never; and what one follows. */
import './server/privacy.ts';
import './server/spread.ts';

export { DEFAULTS, FREQUENCIES, type Frequency } from './form.ts';
export { spread } from './server/spread.ts';
export { queueDigests } from './server/digest.ts';
export {
	markAllRead,
	myFollowing,
	myNotices,
	mySettings,
	saveSettings,
	setFollow,
	type Following,
	type FollowSubject,
	type NoticeLine
} from './server/mine.ts';
