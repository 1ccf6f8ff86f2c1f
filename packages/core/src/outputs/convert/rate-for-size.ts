import type { ConvertTracks } from './convert-output.ts';

/** What containers write beside the samples: of the file, of a picture, of a packet of sound. Generous, for all of them. */
const FILE_BYTES = 6000;
const BYTES_PER_PICTURE = 26;
const BYTES_PER_PACKET = 14;
/** The shortest there are here. */
const PACKET_SECONDS = 0.02;
/** Encoders of sound keep to their rate within this. */
const SOUND_SLACK = 1.1;
/** Below this no encoder here makes pictures at all. */
const LEAST_VIDEO_BPS = 20_000;

/** The rate pictures may have so that a file keeps to a size, and by how many bytes that is too little. */
export const bitrateForSize = (
  targetSizeBytes: number,
  audio: ConvertTracks['audio'],
  {
    durationSeconds,
    framesPerSecond,
  }: { readonly durationSeconds: number; readonly framesPerSecond: number },
): { readonly value: number; readonly lacksBytes: number } => {
  const soundBps = 'bitrateBps' in audio ? audio.bitrateBps * SOUND_SLACK : 0;
  const otherBytes =
    FILE_BYTES +
    durationSeconds *
      (soundBps / 8 +
        framesPerSecond * BYTES_PER_PICTURE +
        (soundBps > 0 ? BYTES_PER_PACKET / PACKET_SECONDS : 0));
  const leastBytes = otherBytes + (durationSeconds * LEAST_VIDEO_BPS) / 8;
  return {
    value: Math.floor(((targetSizeBytes - otherBytes) * 8) / durationSeconds),
    lacksBytes: Math.max(0, Math.ceil(leastBytes - targetSizeBytes)),
  };
};
