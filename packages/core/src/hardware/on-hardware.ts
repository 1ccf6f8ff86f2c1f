import { encodeWork } from '../plan/encode-work.ts';
import type { Capabilities, PlannedStep } from '../plan/plan.ts';
import type { EncodeVideoParams, SoftwareEncoding, VideoEncoding } from '../steps/encode-video.ts';

/** The step as this machine's chip does it; as it is where there is none for it, or the size of the result counts. */
export const onHardware = (step: PlannedStep, { hardware }: Capabilities): PlannedStep => {
  if (!hardware || step.kind !== 'encode-video' || !isReplaceable(step.params.encoding)) return step;
  // A chip's rate factors are not what a chunk below its target can be corrected by.
  if (step.params.targetSsim !== undefined) return step;
  const like = step.params.encoding;
  const encoder = hardware[like.encoder === 'libx264' ? 'h264' : 'hevc'];
  return encoder ? { ...step, ...encodedBy(step.params, { encoder, like }, 'gpu') } : step;
};

interface Encode {
  readonly kind: string;
  readonly params: unknown;
}

/** What to change in a step for software to do what a chip has failed at. Undefined for one that no chip has to do. */
export const offHardware = ({
  kind,
  params,
}: Encode): Pick<PlannedStep, 'params' | 'lane' | 'work'> | undefined => {
  if (kind !== 'encode-video') return undefined;
  const encode = params as EncodeVideoParams;
  return 'like' in encode.encoding ? encodedBy(encode, encode.encoding.like, 'cpu') : undefined;
};

const isReplaceable = (encoding: VideoEncoding): encoding is SoftwareEncoding =>
  (encoding.encoder === 'libx264' || encoding.encoder === 'libx265') &&
  encoding.profile !== 'main10' &&
  'crf' in encoding;

const encodedBy = (params: EncodeVideoParams, encoding: VideoEncoding, lane: 'cpu' | 'gpu') => ({
  params: { ...params, encoding },
  lane,
  work: encodeWork(params.expectedFrames, params.rung, encoding),
});
