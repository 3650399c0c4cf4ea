/** Comments by signed-in people, with reports by anybody and moderation by those who run the subject. */
export { defineCommentSubject, findSubject, type CommentSubject } from './server/subjects.ts';
export {
	addComment,
	deleteComment,
	editComment,
	moderateComment,
	reportable,
	reportComment
} from './server/service.ts';
export { commentsOn, moderationQueue, type CommentView, type QueueRow } from './server/queries.ts';
export { myModerationQueue, waitingForMe, type PlacedQueueRow, type WholeQueue } from './server/queue.ts';
