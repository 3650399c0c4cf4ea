/** Spread is a step too: lessons published, the method revised, reuse by others counted. */
export * from './server/service.ts';
export * from './server/queries.ts';
export { spreadKind } from './kind.ts';
