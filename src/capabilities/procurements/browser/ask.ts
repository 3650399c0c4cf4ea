/** A request of the page's own script. @throws Error with the server's sentence */
export async function ask<T>(url: string, method = 'GET', body?: unknown, keepalive = false): Promise<T> {
	const response = await fetch(url, {
		method,
		keepalive,
		headers: { accept: 'application/json', ...(body ? { 'content-type': 'application/json' } : {}) },
		body: body ? JSON.stringify(body) : undefined
	});
	const answer = response.status === 204 ? {} : await response.json();
	if (!response.ok) throw new Refused(response.status, (answer as { message?: string }).message ?? '');
	return answer as T;
}

/** The server answered, and said no. */
export class Refused extends Error {
	readonly status: number;
	constructor(status: number, message: string) {
		super(message);
		this.status = status;
	}
}
