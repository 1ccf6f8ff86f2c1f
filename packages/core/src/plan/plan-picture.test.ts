import { describe, expect, it } from 'vitest';
import { planPicture } from './plan-picture.ts';
import { videoTrack } from './probe-fixtures.ts';

describe('pictures of a source', () => {
  it('are left as they are where nothing is special', () => {
    expect(planPicture(videoTrack())).toEqual({
      ...{ deinterlace: false, toneMap: false, isFullRange: false, keepOneFrameIn: 1 },
    });
  });

  it('are put on black where they are transparent and the decoder says so', () => {
    const alpha = (pixelFormat: string) =>
      planPicture(videoTrack({ hasAlpha: true, pixelFormat })).hasAlpha ?? false;
    expect(['yuva444p12le', 'argb', 'gbrap16le', 'yuv420p'].map(alpha)).toEqual([true, true, true, false]);
  });

  it('that hide their transparency in a stream of its own are decoded by who reads it', () => {
    const decoderOf = (codec: string) =>
      planPicture(videoTrack({ codec, hasAlpha: true, pixelFormat: 'yuva420p' })).alphaDecoder;
    expect(['vp8', 'vp9', 'prores'].map(decoderOf)).toEqual(['libvpx', 'libvpx-vp9', undefined]);
  });

  it('are deinterlaced and tone mapped where the file says what they are', () => {
    expect(planPicture(videoTrack({ interlaced: 'bottom-first' })).deinterlace).toBe(true);
    for (const dynamicRange of ['pq', 'hlg'] as const)
      expect(planPicture(videoTrack({ dynamicRange })).toneMap).toBe(true);
    expect(planPicture(videoTrack({ pixelFormat: 'yuvj420p', colorRange: null })).isFullRange).toBe(true);
  });
});
