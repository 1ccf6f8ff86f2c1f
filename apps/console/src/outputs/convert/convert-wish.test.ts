import { convertOptions, parseRecipe } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { freeName, outputOf, wishFor } from './convert-wish.ts';

const options = convertOptions({
  encoders: [
    ...['libx264', 'libx265', 'libvpx-vp9', 'libsvtav1', 'prores_ks', 'gif', 'png', 'libwebp_anim'],
    ...['aac', 'libopus', 'libmp3lame', 'flac', 'pcm_s16le'],
  ],
});

describe('the conversion form', () => {
  it.each(options.containers.map(({ name }) => name))('asks for something the server takes: %s', (name) => {
    const asked = outputOf(wishFor(options, name), options, name);
    const parsed = parseRecipe({ outputs: [asked] });
    expect(parsed.ok ? '' : parsed.error.message).toBe('');
  });

  it('says sizes and rates in the units of recipes', () => {
    const wish = { ...wishFor(options, 'mp4'), shortSide: '720', startSeconds: '2.5', isNormalised: true };
    expect(outputOf({ ...wish, quality: 'size', megabytes: '8' }, options, 'mp4')).toEqual({
      ...{ kind: 'convert', name: 'mp4', container: 'mp4', trim: { startSeconds: 2.5, endSeconds: null } },
      video: { codec: 'h264', quality: { targetSizeBytes: 8e6 }, preset: 'veryfast', maxShortSide: 720 },
      audio: { codec: 'aac', bitrateBps: 160_000, loudness: {} },
    });
  });

  it('keeps HDR in the codec that can, and says nothing of it to others', () => {
    const wish = { ...wishFor(options, 'mp4'), keepsHdr: true };
    const videoOf = (video: string) => outputOf({ ...wish, video }, options, 'mp4')['video'];
    expect(videoOf('hevc')).toMatchObject({ codec: 'hevc', hdr: 'keep' });
    expect(videoOf('h264')).not.toHaveProperty('hdr');
  });

  it('gives every file a name of its own', () => {
    expect(freeName('mp4', ['hls'])).toBe('mp4');
    expect(freeName('mp4', ['mp4', 'mp4-2'])).toBe('mp4-3');
  });
});
