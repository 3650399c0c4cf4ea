/** Methods as data: versioned templates of phases, steps, guidance and gates. */
export * from './form.ts';
export * from './facts.ts';
export * from './rules.ts';
export * from './diff.ts';
export * from './diff-words.ts';
export * from './edit.ts';
export * from './gate-edit.ts';
export * from './plan-words.ts';
export * from './text-fields.ts';
export * from './texts.ts';
export { checkDefinition, unreachableFacts, type Problem } from './check.ts';
export { INNOVATION_MODEL } from './innovation-model.ts';
export { PCP } from './pcp.ts';
export { ensureMethods } from './server/ensure.ts';
export {
	currentVersion,
	methodVersion,
	methodVersionNumbered,
	methodVersions,
	offeredMethods,
	startableMethods,
	type MethodVersion,
	type OfferedMethod
} from './server/versions.ts';
export { accessMethod, editMethods, openMethod, type Method } from './server/access.ts';
export { methodCatalogue, type CatalogueEntry } from './server/catalogue.ts';
export { copyMethod } from './server/copy.ts';
export {
	beginDraft,
	changeDraft,
	discardDraft,
	draftForPage,
	draftOf,
	markOf,
	refuseUnknownKinds,
	sourceOfDraft,
	usedKeys,
	writeDraftTexts,
	type Draft
} from './server/draft.ts';
export { publishDraft, publishedVersions, setRetired, type PublishedVersion } from './server/publish.ts';
export {
	exportDraft,
	exportMethod,
	IMPORT_WAYS,
	importMethod,
	readMethodFile,
	type ImportWay,
	type MethodFile
} from './server/travel.ts';
