/** What lets others check us: the keys that sign, and the daily statement of where every record stands. */
import './server/checkpoints.ts';

export { keyPem, keysPage } from './server/keys.ts';
