/** The accessibility statement: what is known, what has been mended, and the way to tell of a fault. */
import './server/privacy.ts';

export {
	accessibilityStatement,
	confirmFault,
	dismissFault,
	fixFault,
	handleFaults,
	tellFault,
	toldFaults,
	type ToldFault
} from './server/faults.ts';
export { timeProof } from './server/proof.ts';
export { type KnownFault } from './statement.ts';
