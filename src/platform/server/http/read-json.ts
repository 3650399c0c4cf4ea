import type { z } from 'zod';
import { AppError } from '#platform/errors/index.ts';

/** The body of a request that a page's own script sends. @throws AppError invalid on anything else */
export async function readJson<S extends z.ZodType>(request: Request, schema: S): Promise<z.output<S>> {
	const body: unknown = await request.json().catch(() => null);
	const parsed = schema.safeParse(body);
	if (!parsed.success) throw new AppError('invalid', 'form.error.failed');
	return parsed.data;
}
