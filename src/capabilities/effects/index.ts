/** Effects over time: a results staircase, indicators with unit and source, figures with their n. */
export * from './server/service.ts';
export * from './server/staircase.ts';
export * from './server/queries.ts';
export { accessReporting, mayReport, onReporters } from './server/access.ts';
export { effectsKind } from './kind.ts';
