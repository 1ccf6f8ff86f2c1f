import type { ConvertOptions } from '../../api/convert-options.ts';
import type { Capabilities } from '../../plan/plan.ts';
import { ENCODER_PRESETS } from '../../steps/encode-video.ts';
import { HDR_WISHES } from '../hdr-wish.ts';
import {
  AUDIO_CODECS,
  type AudioCodec,
  CONTAINER_NAMES,
  CONTAINERS,
  COPIED_CODECS,
  type Container,
  type ContainerName,
  VIDEO_CODECS,
  type VideoCodec,
} from './containers.ts';
import { ANIMATION_ENCODERS, AUDIO_ENCODERS, VIDEO_ENCODERS } from './encoders.ts';
import {
  ANIMATION_LIMITS,
  AUDIO_BITRATES_BPS,
  CRF_LIMITS,
  DEFAULT_CONVERT_PRESET,
  LOUDNESS_LIMITS,
  MAX_ANIMATION_SECONDS,
  MAX_CONVERT_FRAME_RATE,
  PRORES_PROFILES,
  TARGET_SIZE_BYTES,
  VIDEO_BITRATE_BPS,
} from './track-options.ts';

/** What can be asked for of a machine that has these encoders. Pure. */
export const convertOptions = ({ encoders }: Pick<Capabilities, 'encoders'>): ConvertOptions => {
  const has = (encoder: string): boolean => encoders.includes(encoder);
  const videoCodecs = VIDEO_CODECS.filter((codec) => has(VIDEO_ENCODERS[codec]));
  const audioCodecs = AUDIO_CODECS.filter((codec) => has(AUDIO_ENCODERS[codec]));
  const able = { videoCodecs, audioCodecs, has };
  return {
    containers: CONTAINER_NAMES.flatMap((name) => containerOption(name, able)),
    videoCodecs: videoCodecs.map((name) => ({
      name,
      encoder: VIDEO_ENCODERS[name],
      crf: name === 'prores' ? null : CRF_LIMITS[name],
      profiles: name === 'prores' ? [...PRORES_PROFILES] : [],
      hdr: name === 'hevc' ? [...HDR_WISHES] : [],
    })),
    audioCodecs: audioCodecs.map((name) => ({
      name,
      encoder: AUDIO_ENCODERS[name],
      bitrateBps:
        name in AUDIO_BITRATES_BPS ? AUDIO_BITRATES_BPS[name as keyof typeof AUDIO_BITRATES_BPS] : null,
    })),
    presets: [...ENCODER_PRESETS],
    defaultPreset: DEFAULT_CONVERT_PRESET,
    videoBitrateBps: VIDEO_BITRATE_BPS,
    targetSizeBytes: TARGET_SIZE_BYTES,
    frameRate: { lowest: 1, highest: MAX_CONVERT_FRAME_RATE },
    animation: { ...ANIMATION_LIMITS, longestSeconds: MAX_ANIMATION_SECONDS },
    loudness: LOUDNESS_LIMITS,
    missing: [
      ...VIDEO_CODECS.map((name) => ({ name, encoder: VIDEO_ENCODERS[name] })),
      ...AUDIO_CODECS.map((name) => ({ name, encoder: AUDIO_ENCODERS[name] })),
      ...Object.entries(ANIMATION_ENCODERS).flatMap(([name, needed]) =>
        needed.map((encoder) => ({ name, encoder })),
      ),
    ].filter(({ encoder }) => !has(encoder)),
  };
};

interface Able {
  readonly videoCodecs: readonly VideoCodec[];
  readonly audioCodecs: readonly AudioCodec[];
  readonly has: (encoder: string) => boolean;
}

/** Nothing where the machine can make none of it. */
const containerOption = (name: ContainerName, able: Able): ConvertOptions['containers'] => {
  const { video, audio, ...words }: Container = CONTAINERS[name];
  const takesCopies = name in COPIED_CODECS;
  const option = {
    name,
    ...words,
    holds: holdsOf(name),
    videoCodecs: video.filter((codec) => able.videoCodecs.includes(codec)),
    audioCodecs: audio.filter((codec) => able.audioCodecs.includes(codec)),
    takesCopies,
  };
  const isAble =
    name === 'gif' || name === 'webp'
      ? ANIMATION_ENCODERS[name].every(able.has)
      : takesCopies || option.audioCodecs.length > 0;
  return isAble ? [option] : [];
};

const holdsOf = (name: ContainerName): ConvertOptions['containers'][number]['holds'] => {
  if (name in COPIED_CODECS) return 'tracks';
  return name === 'gif' || name === 'webp' ? 'animation' : 'sound';
};
