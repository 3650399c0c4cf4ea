import sharp from 'sharp';
import { AppError } from '#platform/errors/index.ts';

// Only these three are ever decoded: everything else that libvips can open stays shut (SVG, PDF, …).
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });

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
