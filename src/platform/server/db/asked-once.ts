import {
	Kysely,
	PostgresAdapter,
	PostgresIntrospector,
	PostgresQueryCompiler,
	type CompiledQuery,
	type DatabaseConnection,
	type Driver,
	type QueryResult
} from 'kysely';
import { poolOf, type DB, type Db } from './index.ts';
import { inOneGo } from './one-go.ts';

/**
 * The same database for as long as one page is gathered: a question that several ask in the same words is put
 * once, and all get its rows; questions put at the same moment travel together. For reading only; it opens no
 * transactions.
 */
export function askedOnce(db: Db): Db {
	if (originals.has(db)) return db;
	const driver = new OnceDriver(db);
	const view = new Kysely<DB>({
		dialect: {
			createAdapter: () => new PostgresAdapter(),
			createDriver: () => driver,
			createIntrospector: (of) => new PostgresIntrospector(of),
			createQueryCompiler: () => compiler
		}
	});
	originals.set(view, db);
	return view;
}

/** Each statement is compiled in one go, so one compiler serves all pages; making one takes hundreds of bindings. */
const compiler = new PostgresQueryCompiler();
const originals = new WeakMap<Db, Db>();

/** The database itself behind such a view. */
export function original(db: Db): Db {
	return originals.get(db) ?? db;
}

class OnceDriver implements Driver {
	#connection: DatabaseConnection;

	constructor(db: Db) {
		this.#connection = new OnceConnection(db);
	}

	async init(): Promise<void> {}
	async destroy(): Promise<void> {}
	async acquireConnection(): Promise<DatabaseConnection> {
		return this.#connection;
	}
	async releaseConnection(): Promise<void> {}
	beginTransaction = refuse;
	commitTransaction = refuse;
	rollbackTransaction = refuse;
}

class OnceConnection implements DatabaseConnection {
	#ask: (query: CompiledQuery) => Promise<QueryResult<unknown>>;
	#known = new Map<string, Promise<QueryResult<unknown>>>();

	constructor(db: Db) {
		this.#ask = inOneGo(poolOf(db));
	}

	executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		const key = `${query.sql}\0${JSON.stringify(query.parameters)}`;
		let answer = this.#known.get(key);
		if (!answer) this.#known.set(key, (answer = this.#ask(query)));
		return answer as Promise<QueryResult<R>>;
	}

	streamQuery(): never {
		throw new Error('askedOnce does not stream');
	}
}

async function refuse(): Promise<never> {
	throw new Error('askedOnce only reads: use the database itself');
}
