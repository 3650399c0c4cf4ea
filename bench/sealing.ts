// How fast tenders are sealed in the page and opened by two holders: `npm run bench:sealing`. Prints one line each, and
// writes bench/results/sealing-DATE.json. Aims: sealed at least half as fast as unsealed; 100 tenders of 10 MB in 30 s.
import '../src/composition.ts';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { addOpenFile } from '#capabilities/procurements/index.ts';
import {
	contentOf,
	deliver,
	makeProcurement,
	makeTender,
	passDeadline
} from '#capabilities/procurements/testing.ts';
import { roundIdOf, unseal } from '#capabilities/procurements/testing-rounds.ts';
import { forgetConfig } from '#platform/server/config.ts';
import { openDb, type Db } from '#platform/server/db/index.ts';
import { jobNamed } from '#platform/server/jobs/index.ts';
import { BROWSER_FLAGS, findBrowser } from '../bin/lib/browser.mjs';
import { startApp } from '../tests/support/app.ts';
import { signInByPersona } from '../tests/support/sign-in.ts';
import { machine } from './machine.ts';

const MB = 1024 * 1024;
const UPLOAD_MB = 500;
const [TENDERS, TENDER_MB] = [100, 10];

const dataDir = mkdtempSync(join(tmpdir(), 'motesplats-bench-sealing-'));
const app = await startApp({ dataDir });
Object.assign(process.env, { DATABASE_URL: app.databaseUrl, DATA_DIR: dataDir });
forgetConfig();
const db = openDb(app.databaseUrl!, 4);
async function measureUpload(db: Db) {
	const made = await makeProcurement(db);
	const tender = await makeTender(db, made, { submitted: false });
	const { id } = tender.representative;
	await db.updateTable('person').set({ persona: id }).where('id', '=', id).execute();
	const page = await openPage(`/sv/my/tenders/${tender.tenderId}/write`, await signInByPersona(app.url, id));
	try {
		const plainSeconds = await page.time(PLAIN);
		const sealedSeconds = await page.time(SEALED);
		return {
			megabytes: UPLOAD_MB,
			plainSeconds,
			sealedSeconds,
			share: Math.round((plainSeconds / sealedSeconds) * 100)
		};
	} finally {
		page.close();
	}
}

const FILE = `(() => {
	const piece = new Uint8Array(${MB});
	for (let at = 0; at < piece.length; at += 65536) crypto.getRandomValues(piece.subarray(at, at + 65536));
	return new File(Array(${UPLOAD_MB - 1}).fill(piece), 'large.bin');
})()`;

/** The same pieces to the same place, without sealing. */
const PLAIN = `(async () => {
	const file = ${FILE};
	const url = location.pathname.replace('/write', '/files');
	const from = performance.now();
	const room = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ bytes: file.size }) });
	const { id } = await room.json();
	for (let at = 0; at < file.size; at += ${8 * MB}) {
		const answer = await fetch(url + '/' + id, { method: 'PATCH', body: file.slice(at, at + ${8 * MB}), headers: {
			'content-type': 'application/offset+octet-stream', 'tus-resumable': '1.0.0', 'upload-offset': String(at) } });
		if (!answer.ok) throw new Error(String(answer.status));
	}
	const seconds = (performance.now() - from) / 1000;
	await fetch(url + '/' + id, { method: 'DELETE' });
	return seconds;
})()`;

/** As somebody does who chooses a file: until the page says that it has arrived. */
const SEALED = `(async () => {
	const chosen = new DataTransfer();
	chosen.items.add(${FILE});
	const input = document.querySelector('#tender-files');
	input.files = chosen.files;
	const from = performance.now();
	input.dispatchEvent(new Event('change', { bubbles: true }));
	while (!document.querySelector('main').innerText.includes('Framme')) {
		await new Promise((resolve) => setTimeout(resolve, 50));
		if (performance.now() - from > 120000) throw new Error(document.querySelector('main').innerText);
	}
	return (performance.now() - from) / 1000;
})()`;

interface Answer {
	id: number;
	result: { result?: { value?: unknown; description?: string }; exceptionDetails?: unknown };
}

/** A browser of its own, spoken to over its protocol: a test's browser copies every body that is sent. */
async function openPage(path: string, cookies: string) {
	const profile = mkdtempSync(join(tmpdir(), 'bench-browser-'));
	const flags = [
		...BROWSER_FLAGS,
		'--headless',
		'--remote-debugging-port=0',
		`--user-data-dir=${profile}`,
		'about:blank'
	];
	const child = spawn(findBrowser()!, flags, { stdio: ['ignore', 'ignore', 'pipe'] });
	const address = await new Promise<string>((resolve) =>
		child.stderr.on('data', (data) => {
			const found = /ws:\/\/([^/]+)\//.exec(String(data));
			if (found) resolve(found[1]!);
		})
	);
	const [target] = (await (await fetch(`http://${address}/json/list`)).json()) as {
		webSocketDebuggerUrl: string;
	}[];
	const socket = new WebSocket(target!.webSocketDebuggerUrl);
	await new Promise((resolve) => socket.addEventListener('open', resolve));
	let last = 0;
	const send = (method: string, params: object) =>
		new Promise<Answer>((resolve) => {
			const id = ++last;
			const hear = (event: MessageEvent) => {
				const answer = JSON.parse(String(event.data)) as Answer;
				if (answer.id !== id) return;
				socket.removeEventListener('message', hear);
				resolve(answer);
			};
			socket.addEventListener('message', hear);
			socket.send(JSON.stringify({ id, method, params }));
		});
	const evaluate = async (expression: string) => {
		const { result } = await send('Runtime.evaluate', {
			expression,
			awaitPromise: true,
			returnByValue: true
		});
		if (result.exceptionDetails) throw new Error(JSON.stringify(result.exceptionDetails));
		return result.result?.value;
	};
	for (const line of cookies.split('; ')) {
		const [name, ...value] = line.split('=');
		await send('Network.setCookie', { name, value: value.join('='), url: app.url });
	}
	await send('Page.navigate', { url: app.url + path });
	const ready = `new Promise((resolve) => setInterval(() => document.querySelector('#tender-files') && resolve(true), 100))`;
	await new Promise((resolve) => setTimeout(resolve, 1000));
	await evaluate(ready);
	const close = () => {
		socket.close();
		child.kill();
		child.once('exit', () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }));
	};
	return { time: async (expression: string) => round((await evaluate(expression)) as number), close };
}

const round = (seconds: number) => Math.round(seconds * 10) / 10;

async function measureOpening(db: Db) {
	const made = await makeProcurement(db);
	const piece = crypto.getRandomValues(new Uint8Array(65_536));
	const bytes = new Uint8Array(TENDER_MB * MB).map((_, at) => piece[at % piece.length]!);
	for (let n = 0; n < TENDERS; n++) {
		const { representative, member, tenderId } = await makeTender(db, made, {
			name: `Tenderer ${n}`,
			submitted: false
		});
		const file = await addOpenFile(member.ctx, tenderId, new File([bytes], 'plan.bin'));
		await deliver(representative.ctx, tenderId, { ...contentOf(made), files: [file] });
	}
	await passDeadline(db, made.ref);
	const from = performance.now();
	const outcome = await unseal(made);
	if (outcome !== 'opened') throw new Error(outcome);
	const opened = performance.now();
	await jobNamed('procurement.check-files').run({ roundId: await roundIdOf(made) }, db);
	const checked = performance.now();
	const { rows } = await sql<{
		faults: number;
	}>`select count(*)::int as faults from sealed_file where fault is not null`.execute(db);
	if (rows[0]!.faults > 0) throw new Error('a file was damaged');
	return {
		tenders: TENDERS,
		megabytesEach: TENDER_MB,
		openedSeconds: round((opened - from) / 1000),
		checkedSeconds: round((checked - opened) / 1000)
	};
}

try {
	const upload = await measureUpload(db);
	const opening = await measureOpening(db);
	const result = { at: new Date().toISOString(), machine: machine('embedded'), upload, opening };
	console.log(
		`sealed ${UPLOAD_MB} MB in the page: ${upload.sealedSeconds} s; the same unsealed: ${upload.plainSeconds} s`
	);
	console.log(`${upload.share} % of its throughput (aim 50)`);
	console.log(
		`${TENDERS} tenders of ${TENDER_MB} MB: opened in ${opening.openedSeconds} s, every file read in ${opening.checkedSeconds} s (aim 30 together)`
	);
	writeFileSync(
		`bench/results/sealing-${result.at.slice(0, 10)}.json`,
		`${JSON.stringify(result, null, '\t')}\n`
	);
} finally {
	await db.destroy();
	await app.stop();
	rmSync(dataDir, { recursive: true, force: true });
}
process.exit();
