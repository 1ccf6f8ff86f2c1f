import { type MediaFile, sharedMedia } from '../rig/shared-media.ts';

/** Minutes of decoding, and what is like another: `npm run test:corpus -- good-files` has them. */
const LEFT_TO_THE_CORPUS =
  /363s|jpeg2000|52s-sintel|13s-drone|people-139s|ts-h264-eac3|hevc-8bit-1080p30|wave-croatia|360-equirect|vp9-webm-1080p25|vp9-mp4-480x360|dolbyvision84-rot|vp9-alpha-720p60|10bit-hdr10-720x1280|10bit-pq-webm|screenrec-browser|vp8-webm-720p24|thermal-portrait/;

const good = sharedMedia('good');

/** In the form of `it.each`; whether they are MP4 or QuickTime. */
export const goodFiles = ({ mp4 }: { readonly mp4: boolean }): readonly (readonly [string, MediaFile])[] =>
  good
    .filter(({ name }) => !LEFT_TO_THE_CORPUS.test(name) && /\.(mp4|mov|m4a)$/.test(name) === mp4)
    .map((file) => [file.name, file] as const);

export const leftToTheCorpus = good
  .filter(({ name }) => LEFT_TO_THE_CORPUS.test(name))
  .map((file) => [file.name, file] as const);
