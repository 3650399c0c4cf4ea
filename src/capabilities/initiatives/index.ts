export * from './kind.ts';
export * from './server/access.ts';
export { createActivity, type NewActivity } from './server/activity.ts';
export { addToDossier, type DossierEntry } from './server/dossier.ts';
