// npm run audit:verify: recomputes every hash of the audit chains and checks the signed checkpoints.
import { verifyCheckpoints } from '#platform/server/audit/checkpoint.ts';
import { verifyAudit } from '#platform/server/audit/verify.ts';
import { withDatabase } from './lib/with-database.ts';

await withDatabase(async (db) => {
	const { chains, entries, faults } = await verifyAudit(db);
	const checkpoints = await verifyCheckpoints(db);
	for (const fault of faults) console.error(`broken: ${fault.chain} at ${fault.seq} (${fault.fault})`);
	for (const fault of checkpoints.faults) console.error(`broken: ${fault}`);
	const broken = faults.length + checkpoints.faults.length;
	console.log(
		`${entries} entries in ${chains} chains, ${checkpoints.count} checkpoints: ${broken === 0 ? 'whole' : `${broken} faults`}`
	);
	process.exitCode = broken === 0 ? 0 : 1;
});
