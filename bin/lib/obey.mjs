// The child's side of children.ts: stop when told, when signalled, or when the parent is gone.

/**
 * @param {() => Promise<void> | void} stop called once; the process exits with 0 when it is done
 */
export function obey(stop) {
	let stopping = false;
	const begin = async () => {
		if (stopping) return;
		stopping = true;
		await stop();
		process.exit(0);
	};
	process.on('message', (message) => message === 'stop' && begin());
	process.once('disconnect', begin);
	process.on('SIGTERM', begin).on('SIGINT', begin).on('SIGHUP', begin);
	process.send?.('ready');
}
