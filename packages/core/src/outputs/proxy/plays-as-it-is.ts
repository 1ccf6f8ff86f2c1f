import type { PlanSource } from '../../plan/plan.ts';
import { frameRateOf } from '../../plan/plan-picture.ts';
import type { ProxyOutput } from './proxy-output.ts';

/** A header's rate is an average: 10.003 is 10. */
const RATE_SLACK = 1.001;

/** Whether the source is as small as the proxy would be, and plays wherever the proxy would. */
export const playsAsItIs = (output: ProxyOutput, { facts: { probe }, video }: PlanSource): boolean => {
  const rate = video ? frameRateOf(video) : null;
  return (
    video !== undefined &&
    video.displayHeight <= output.height &&
    rate !== null &&
    rate <= output.frameRate * RATE_SLACK &&
    video.codec === 'h264' &&
    video.interlaced === 'progressive' &&
    isPlayable(video.pixelFormat ?? '') &&
    probe.container.split(',').includes('mp4') &&
    probe.audio.every((track) => track.codec === 'aac')
  );
};

/** 8 bits, 4:2:0: all that decoders of browsers and phones agree on. */
const isPlayable = (pixelFormat: string): boolean => ['yuv420p', 'yuvj420p'].includes(pixelFormat);
