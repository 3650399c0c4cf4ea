/** Open data: what anybody may read, for machines, under /api/v1. Reads only. */
export { answerOpenData, type Answer } from './server/answer.ts';
export { openApi } from './server/description.ts';
export { ENDPOINTS, type Endpoint } from './server/endpoints.ts';
