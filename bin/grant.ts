// npm run grant -- admin|process-leader someone@example.org [--node NAME]: the first platform roles.
// npm run grant -- reset-second-factor someone@example.org: for a person known to have lost app and codes.
import { parseArgs } from 'node:util';
import { grantFromConsole, resetSecondFactorFromConsole } from '#capabilities/identity/index.ts';
import { AppError } from '#platform/errors/index.ts';
import type { Db } from '#platform/server/db/index.ts';
import { withDatabase } from './lib/with-database.ts';

const ROLES = { admin: 'administrator', 'process-leader': 'process-leader' } as const;
const { positionals, values } = parseArgs({ allowPositionals: true, options: { node: { type: 'string' } } });
const [what, email] = positionals;

if (!email || !what || !(what in ROLES || what === 'reset-second-factor')) {
	console.error('usage: npm run grant -- admin|process-leader|reset-second-factor ADDRESS [--node NAME]');
	process.exit(2);
}

await withDatabase(async (db) => {
	const line = what === 'reset-second-factor' ? await reset(db, email) : await grant(db, email);
	console.log(line);
});

async function grant(db: Db, address: string): Promise<string> {
	try {
		const role = ROLES[what as keyof typeof ROLES];
		const outcome = await grantFromConsole(db, { email: address, role, node: values.node });
		return outcome === 'granted' ? `${address} is now ${role}.` : `${address} is ${role} already.`;
	} catch (error) {
		if (!(error instanceof AppError)) throw error;
		process.exitCode = 1;
		return `Nobody has the address ${address}: sign in with it once, then run this again.`;
	}
}

async function reset(db: Db, address: string): Promise<string> {
	if (await resetSecondFactorFromConsole(db, address)) return `${address} can set up a new second factor.`;
	process.exitCode = 1;
	return `Nobody has the address ${address}.`;
}
