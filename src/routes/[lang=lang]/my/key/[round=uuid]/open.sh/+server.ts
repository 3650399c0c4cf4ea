import { z } from 'zod';
import { toBase64 } from '#platform/sealing/index.ts';
import { accessHeld, takeLayers } from '#capabilities/procurements/index.ts';

/** A script that a holder reads through and runs with the age program: the layers that wait are in it. */
export const GET = async ({ locals: { ctx }, params, url }) => {
	await accessHeld(ctx, params.round);
	const id = z.uuid().safeParse(url.searchParams.get('unsealing'));
	const layers = id.success ? await takeLayers(ctx, params.round, id.data) : [];
	const lines = layers.map(({ position, body }) => `${position} ${toBase64(body)}`);
	return new Response(SCRIPT.replace('LAYERS', lines.join('\n')), {
		headers: {
			'content-type': 'text/x-shellscript; charset=utf-8',
			'content-disposition': 'attachment; filename="open.sh"',
			'cache-control': 'private, no-store'
		}
	});
};

const SCRIPT = `#!/bin/sh
# Takes your layer off each sealed tender, on your own computer.
#   sh open.sh key.txt > result.txt
# key.txt is the file that age-keygen wrote. Hand in result.txt on the page; key.txt stays with you.
set -u
[ -f "\${1:-}" ] || { echo "usage: sh open.sh key.txt > result.txt" >&2; exit 1; }
while read -r number layer; do
	inner=$(printf %s "$layer" | base64 -d | age -d -i "$1" 2>/dev/null | base64 | tr -d '\\n')
	printf '%s %s\\n' "$number" "\${inner:-damaged}"
done <<'END'
LAYERS
END
`;
