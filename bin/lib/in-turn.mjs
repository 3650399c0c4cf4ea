/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(req: Request, res: Response) => void} Handler
 */

/**
 * Makes some pages at a time and lets the other readers wait where they cost next to nothing: beyond what database
 * and processor can do side by side, more at once only makes each of them slower and fills the memory. A request
 * has its turn until its answer begins, so live streams and slow readers hold nobody up.
 * @param {Handler} work @param {number} most @returns {Handler}
 */
export function inTurn(work, most) {
	/** @type {Set<() => void>} */
	const waiting = new Set();
	let under = 0;

	/** @param {Request} req @param {Response} res */
	function begin(req, res) {
		under++;
		let done = false;
		const leave = () => {
			if (done) return;
			done = true;
			under--;
			const [next] = waiting;
			if (!next) return;
			waiting.delete(next);
			next();
		};
		const { writeHead } = res;
		res.writeHead = function (/** @type {any[]} */ ...words) {
			leave();
			return writeHead.apply(res, /** @type {any} */ (words));
		};
		res.once('close', leave);
		work(req, res);
	}

	return (req, res) => {
		// A form's body may come as slowly as its sender likes: that must not keep readers out.
		if (req.method !== 'GET' && req.method !== 'HEAD') return work(req, res);
		if (under < most) return begin(req, res);
		const turn = () => {
			res.off('close', gone);
			begin(req, res);
		};
		// Whoever does not wait any longer needs no answer.
		const gone = () => waiting.delete(turn);
		res.once('close', gone);
		waiting.add(turn);
	};
}
