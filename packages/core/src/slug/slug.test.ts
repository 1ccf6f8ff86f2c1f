import { describe, expect, it } from 'vitest';
import { BundleMetadataSchema } from '../outputs/frames/bundle-metadata.ts';
import { slugOf } from './slug.ts';

describe('a file’s slug', () => {
  it.each([
    ['My Clip.mp4', 'my-clip'],
    ['Überraschung – Café №2.MOV', 'uberraschung-cafe-no2'],
    ['..//etc/passwd.sh', 'etc-passwd'],
    ['動画.mp4', 'video'],
    ['', 'video'],
    [`${'a'.repeat(300)}.mp4`, 'a'.repeat(60)],
  ])('of %j is %j', (fileName, slug) => {
    expect(slugOf(fileName)).toBe(slug);
    expect(BundleMetadataSchema.shape.slug.safeParse(slug).success).toBe(true);
  });
});
