import { AppError } from '#platform/errors/index.ts';

type Sharp = (typeof import('sharp'))['default'];
let opened: Promise<Sharp> | undefined;

/** Loaded when the first picture comes: it takes much memory. */
async function library(): Promise<Sharp> {
	const { default: sharp } = await import('sharp');
	// Only these three are ever decoded: everything else that libvips can open stays shut (SVG, PDF, …).
	sharp.block({ operation: ['VipsForeignLoad'] });
	sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });
	return sharp;
}

const FORMAT: Record<string, 'png' | 'jpeg' | 'webp'> = {
	'image/png': 'png',
	'image/jpeg': 'jpeg',
	'image/webp': 'webp'
};

export function isImage(type: string): boolean {
	return type in FORMAT;
}

/** Re-encodes a picture: position data and hidden payloads go, the turning is applied. */
export async function cleanImage(bytes: Buffer, type: string): Promise<Buffer> {
	const sharp = await (opened ??= library());
	try {
		return await sharp(bytes, { limitInputPixels: 60_000_000, failOn: 'error' })
			.autoOrient()
			.resize({ width: 2400, height: 2400, fit: 'inside', withoutEnlargement: true })
			.toFormat(FORMAT[type]!)
			.toBuffer();
	} catch {
		throw new AppError('invalid', 'file.error.type', { params: { types: 'png, jpg, webp' } });
	}
}
