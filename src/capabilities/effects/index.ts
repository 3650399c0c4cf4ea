/** Effects over time: a results staircase, indicators with unit and source, figures with their n. */
export * from './server/indicators.ts';
export * from './server/measurements.ts';
export * from './server/conclusions.ts';
export * from './server/staircase.ts';
export * from './server/queries.ts';
export { accessReporting, mayReport, onReporters } from './server/access.ts';
export { effectsKind } from './kind.ts';
