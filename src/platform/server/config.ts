import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const oidcIssuer = z.object({
	id: z.string().regex(/^[a-z0-9-]+$/),
	name: z.string(),
	issuer: z.url(),
	clientId: z.string(),
	clientSecret: z.string(),
	/** Other origins that the issuer's sign-in page leads on to, as federations do. */
	origins: z.array(z.url()).default([])
});

const schema = z.object({
	DATABASE_URL: z.string().optional(),
	DATA_DIR: z.string().default('./data'),
	HOST: z.string().default('127.0.0.1'),
	PORT: z.coerce.number().int().min(0).max(65535).default(3000),
	/** Address that visitors use; mails and feeds need it. Defaults to http://HOST:PORT. */
	PUBLIC_URL: z.url().optional(),
	TRUST_PROXY: z.stringbool().default(false),
	SMTP_URL: z.string().optional(),
	MAIL_FROM: z.string().default('Mötesplats <noreply@localhost>'),
	/** Who runs the installation, as the accessibility statement and the page about it must say. */
	OPERATOR_NAME: z.string().optional(),
	/** Where people reach the operator. */
	OPERATOR_EMAIL: z.email().optional(),
	/** At least 32 characters; made at first start under DATA_DIR when absent. */
	APP_SECRET: z.string().min(32).optional(),
	OIDC_ISSUERS: z
		.string()
		.default('[]')
		.transform((text) => z.array(oidcIssuer).parse(JSON.parse(text))),
	/** Off: no page and no list is remembered, not even for seconds. For measuring what they cost. */
	CACHE: z.stringbool().default(true),
	/** Off: behind a pooler that hands each statement to another connection. */
	DB_PREPARE: z.stringbool().default(true),
	/** Connections to the database, for each web process. */
	DB_POOL: z.coerce.number().int().min(2).default(20),
	/** How many web processes share the address. */
	WEB_PROCESSES: z.coerce.number().int().min(1).max(64).default(1),
	/** How the ids of contracting processes begin; the Open Contracting Partnership hands it out. */
	OCDS_PREFIX: z
		.string()
		.regex(/^ocds-[a-z0-9]{6}$/)
		.default('ocds-xxxxxx'),
	LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info')
});

export type Config = Readonly<Omit<z.infer<typeof schema>, 'PUBLIC_URL'> & { PUBLIC_URL: string }>;
export type OidcIssuer = z.infer<typeof oidcIssuer>;

let cached: Config | undefined;

/** The installation's settings, read once from the environment. @throws ZodError on a malformed value. */
export function config(): Config {
	cached ??= readConfig(process.env);
	return cached;
}

/** For tests, whose database is made after modules were imported. */
export function forgetConfig(): void {
	cached = undefined;
	secret = undefined;
}

export function readConfig(env: Record<string, string | undefined>): Config {
	const parsed = schema.parse(env);
	const host = parsed.HOST.includes(':') ? `[${parsed.HOST}]` : parsed.HOST;
	const base = parsed.PUBLIC_URL ?? `http://${host}:${parsed.PORT}`;
	return { ...parsed, DATA_DIR: resolve(parsed.DATA_DIR), PUBLIC_URL: base.replace(/\/$/, '') };
}

/** The key that signs sessions and seals second-factor secrets. Kept outside the database on purpose. */
export function appSecret(): string {
	const { APP_SECRET, DATA_DIR } = config();
	if (APP_SECRET) return APP_SECRET;
	if (secret?.dir !== DATA_DIR) secret = { dir: DATA_DIR, value: readOrMakeSecret(DATA_DIR) };
	return secret.value;
}

// Asked several times per request: the file is read once.
let secret: { dir: string; value: string } | undefined;

function readOrMakeSecret(DATA_DIR: string): string {
	const file = join(DATA_DIR, 'app-secret');
	if (!existsSync(file)) {
		mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 });
		try {
			writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
		} catch (error) {
			// Two processes may start at once; the first one's secret stands.
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
	}
	return readFileSync(file, 'utf8').trim();
}
