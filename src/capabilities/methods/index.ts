/** Methods as data: versioned templates of phases, steps, guidance and gates. */
export * from './form.ts';
export * from './facts.ts';
export * from './rules.ts';
export { checkDefinition, type Problem } from './check.ts';
export { INNOVATION_MODEL } from './innovation-model.ts';
export { ensureInnovationModel } from './server/ensure.ts';
export {
	currentVersion,
	methodVersion,
	methodVersions,
	startableMethods,
	type MethodVersion
} from './server/versions.ts';
export { editMethods, exportMethod, importMethod, readMethodFile, type MethodFile } from './server/travel.ts';
