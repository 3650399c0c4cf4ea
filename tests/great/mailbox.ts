import { createServer, type AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface Mail {
	to: string;
	subject: string;
	text: string;
}

/** A mail server of our own: what the application sends is really sent, and lies here until it is read. */
export class Mailbox {
	readonly mails: Mail[] = [];
	private server: SMTPServer | undefined;

	/** @returns the address for SMTP_URL */
	async open(): Promise<string> {
		const port = await freePort();
		this.server = new SMTPServer({
			authOptional: true,
			disabledCommands: ['STARTTLS', 'AUTH'],
			onData: (stream, session, done) => {
				const to = session.envelope.rcptTo.map(({ address }) => address);
				void readAll(stream).then((raw) => this.keep(raw, to).then(() => done(), done));
			}
		});
		await new Promise<void>((resolve) => this.server!.listen(port, '127.0.0.1', resolve));
		return `smtp://127.0.0.1:${port}`;
	}

	private async keep(raw: Buffer, receivers: string[]): Promise<void> {
		const { subject = '', text = '' } = await PostalMime.parse(raw);
		for (const to of receivers) this.mails.push({ to, subject, text });
	}

	/** Waits for the next mail to somebody with such a link in it, takes the mail, and gives the link. */
	async link(to: string, part: string): Promise<string> {
		for (let tries = 0; tries < 300; tries++) {
			const at = this.mails.findIndex((mail) => mail.to === to && linkIn(mail, part));
			if (at >= 0) return linkIn(this.mails.splice(at, 1)[0]!, part)!;
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
		const there = this.mails.filter((mail) => mail.to === to).map(({ subject }) => subject);
		throw new Error(`no mail to ${to} with a link to ${part}; there are: ${there.join(', ') || 'none'}`);
	}

	async close(): Promise<void> {
		await new Promise<void>((resolve) => (this.server ? this.server.close(() => resolve()) : resolve()));
	}
}

function linkIn(mail: Mail, part: string): string | undefined {
	const found = mail.text.match(/https?:\/\/\S+/g)?.find((url) => url.includes(part));
	return found?.replace(/[.,>)]+$/, '');
}

async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(part);
	return Buffer.concat(parts);
}

function freePort(): Promise<number> {
	return new Promise((resolve) => {
		const probe = createServer().listen(0, '127.0.0.1', () => {
			const { port } = probe.address() as AddressInfo;
			probe.close(() => resolve(port));
		});
	});
}
