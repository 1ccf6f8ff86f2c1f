import { z } from 'zod';
import { ENCODER_PRESETS } from '../../steps/encode-video.ts';
import { HDR_WISHES } from '../hdr-wish.ts';
import { outputName } from '../output-name.ts';
import { VIDEO_TIERS } from './tier-sizes.ts';

export const TIERS = [...VIDEO_TIERS, 'thumbnail'] as const;
export type Tier = (typeof TIERS)[number];

const crf = (byDefault: number) => z.number().min(10).max(40).default(byDefault);

/** People who encrypt streams ask for it here too. */
const noEncryption: z.core.$ZodErrorMap = (issue) =>
  issue.code === 'unrecognized_keys' && issue.keys.includes('encryption')
    ? 'tiers take no encryption, which is for streams (hls) in H.264; any file can be had as an encrypted download instead'
    : undefined;

/** Copies for walls, screens and panels, each an output of its own that is named after its tier. */
export const TiersOutputSchema = z.strictObject(
  {
    kind: z.literal('tiers'),
    /** In front of the tiers' names, as in `art-4k`, unless it is the default one. */
    name: outputName('tiers'),
    /** They are several outputs, none of which could be asked for by this name. */
    onDemand: z.literal(false).default(false),
    tiers: z
      .array(z.enum(TIERS))
      .min(1)
      .default([...TIERS]),
    /** `chain`: each tier of the one above it. `source`: each of the source, all from one decode. */
    derive: z.enum(['chain', 'source']).default('chain'),
    /** Constant rate factors: lower is better and bigger. x265's for 4k and 3k, x264's for hd and sd. */
    crf: z.strictObject({ '4k': crf(22), '3k': crf(24), hd: crf(23), sd: crf(24) }).prefault({}),
    preset: z.enum(ENCODER_PRESETS).default('fast'),
    /** `keep`: 4k and 3k of an HDR10 or HLG source in 10 bits, with what it says of its brightness. hd and sd are always SDR. */
    hdr: z.enum(HDR_WISHES).default('toSdr'),
    audio: z.strictObject({ bitrateBps: z.int().min(32_000).max(320_000).default(128_000) }).prefault({}),
  },
  { error: noEncryption },
);
export type TiersOutput = Readonly<z.infer<typeof TiersOutputSchema>>;

/** The outputs it publishes, by their tiers. */
export const tierName = ({ name }: Pick<TiersOutput, 'name'>, tier: Tier): string =>
  name === 'tiers' ? tier : `${name}-${tier}`;
