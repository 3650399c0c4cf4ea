// One report, one worker: a compiler that lives on keeps tens of megabytes of every report it has made.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { charactersOf, drawable } from './glyphs.ts';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';

const { data, template, standard } = workerData as { data: string; template: string; standard: string };
const FACES = ['400Regular', '400Regular_Italic', '600SemiBold', '700Bold'];
const require = createRequire(import.meta.url);

function fonts(): Buffer[] {
	return FACES.map((face) =>
		readFileSync(require.resolve(`@expo-google-fonts/source-sans-3/${face}/SourceSans3_${face}.ttf`))
	);
}

function make(workspace: string): Uint8Array {
	const fontBlobs = fonts();
	const characters = charactersOf(fontBlobs[0]!);
	const words = JSON.stringify(JSON.parse(data), (_key, value: unknown) =>
		typeof value === 'string' ? drawable(value, characters) : value
	);
	const compiler = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs }] });
	const compiled = compiler.compile({ mainFileContent: template, inputs: { data: words } });
	// An unknown font only warns and another fills in, so a warning is a fault.
	const trouble = compiled.takeDiagnostics();
	if (!compiled.result || trouble)
		throw new Error(JSON.stringify(trouble?.shortDiagnostics ?? 'no document'));
	const pdf = compiler.pdf(compiled.result, { pdfStandard: standard });
	compiler.evictCache(0);
	return new Uint8Array(pdf);
}

// The compiler may read files below its workspace: an empty folder holds nothing to read.
const workspace = mkdtempSync(join(tmpdir(), 'document-'));
try {
	parentPort!.postMessage({ pdf: make(workspace) });
} catch (error) {
	parentPort!.postMessage({ error: String((error as Error).message) });
} finally {
	rmSync(workspace, { recursive: true, force: true });
}
