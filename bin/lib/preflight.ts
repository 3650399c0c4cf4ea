import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { ZodError } from 'zod';
import { readConfig, type Config } from '#platform/server/config.ts';

/** Something that the person who starts can put right; its message is the one line they see. */
export class StartError extends Error {}

/** Checks what can be checked without touching anything that lasts. @throws StartError */
export async function preflight(env: NodeJS.ProcessEnv): Promise<Config> {
	const config = settings(env);
	assertWritable(config.DATA_DIR);
	const port = await claimPort(config.HOST, config.PORT);
	return port === config.PORT ? config : settings({ ...env, PORT: String(port) });
}

function settings(env: NodeJS.ProcessEnv): Config {
	try {
		return readConfig(env);
	} catch (error) {
		if (!(error instanceof ZodError))
			throw new StartError(`A setting cannot be read: ${(error as Error).message}`);
		const [issue] = error.issues;
		throw new StartError(`The setting ${issue?.path.join('.')} is wrong: ${issue?.message}`);
	}
}

function assertWritable(dir: string): void {
	try {
		mkdirSync(dir, { recursive: true, mode: 0o700 });
		const probe = join(dir, `.probe-${process.pid}`);
		writeFileSync(probe, '');
		rmSync(probe);
	} catch (error) {
		throw new StartError(
			`The data folder ${dir} cannot be written (${(error as NodeJS.ErrnoException).code}): set DATA_DIR.`
		);
	}
}

/** The port itself, or a free one for 0, since mails need the real address. */
function claimPort(host: string, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', (error: NodeJS.ErrnoException) =>
			reject(new StartError(portTrouble(error, host, port)))
		);
		probe.listen(port, host, () => {
			const address = probe.address() as { port: number };
			probe.close(() => resolve(address.port));
		});
	});
}

function portTrouble(error: NodeJS.ErrnoException, host: string, port: number): string {
	if (error.code === 'EADDRINUSE')
		return `Port ${port} on ${host} is in use by another program: set PORT to a free one.`;
	if (error.code === 'EACCES') return `Port ${port} may not be used by this user: set PORT to 1024 or above.`;
	return `The address ${host}:${port} cannot be used (${error.code}): set HOST and PORT.`;
}
