import { open } from 'node:fs/promises';
import type { PictureFormat } from '@reelmill/core';

/**
 * Whether a file is a picture, by how it starts (PNG §5.2, ITU-T T.81 §B.1.1.3, RFC 9649 §2.3, GIF89a §17). Only then is
 * it shown to a picture demuxer, and to that one alone; null for everything else.
 */
export const pictureFormatOfFile = async (path: string): Promise<PictureFormat | null> => {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(16), 0, 16, 0);
    const head = buffer.toString('latin1', 0, bytesRead);
    if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png_pipe';
    if (head.startsWith('\xff\xd8\xff')) return 'jpeg_pipe';
    if (/^RIFF[^]{4}WEBP/.test(head)) return 'webp_pipe';
    return /^GIF8[79]a/.test(head) ? 'gif' : null;
  } finally {
    await handle.close();
  }
};
