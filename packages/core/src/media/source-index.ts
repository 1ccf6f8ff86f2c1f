import { z } from 'zod';
import { ProbeSchema } from './probe.ts';

/**
 * What a source's packets hold, second by second, counted from the first shown picture: enough to cut it into chunks and
 * to say which of them are the same as in another file. The containers' bytes do not enter, `spans` apart, so a file that
 * was only re-muxed or re-tagged has the same index.
 */
export const VideoIndexSchema = z.object({
  /** False where a decoder cannot be set down in the middle with certainty: such a source is never cut. */
  isSeekable: z.boolean(),
  /** What the decoder must know besides the packets: codec, sizes, colours and its extradata. A digest. */
  setup: z.string(),
  /** Entry n: how many pictures are shown before second n. One more entry than there are seconds. */
  framesBefore: z.array(z.int().nonnegative()),
  /** Entry n: when the first picture at or after second n is shown, in ticks of the track's `timeBase`. */
  firstTicks: z.array(z.int().nonnegative()),
  /** Entry n: the keyframe from which everything shown from second n on can be decoded, in seconds; may be negative. */
  keyframeSeconds: z.array(z.number()),
  /** Entry n: the first second whose packets decoding from that keyframe touches. */
  neededFrom: z.array(z.int().nonnegative()),
  /** Entry n: how many keyframes come before the packets of `digests` n. One more entry than there are seconds. */
  keyframesBefore: z.array(z.int().nonnegative()).optional(),
  /**
   * Entry n: a digest over the packets, in decoding order, that second n needs in addition to those of the seconds
   * before it.
   */
  digests: z.array(z.string()),
  /**
   * Entry n: where the packets of `digests` n lie in this file: the first byte, and the one behind the last; null for
   * none. Absent where a container does not say.
   */
  spans: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()]).nullable()).optional(),
});
export type VideoIndex = Readonly<z.infer<typeof VideoIndexSchema>>;

/** What the probe step finds out. */
export const SourceFactsSchema = z.object({
  probe: ProbeSchema,
  /** Of the first track of `probe.video`; null without moving pictures. */
  videoIndex: VideoIndexSchema.nullable(),
  /**
   * Over the packets of each track of sound and of text that has any, and what its decoder must know. By the track's index.
   */
  trackDigests: z.record(z.string(), z.string()),
});
export type SourceFacts = Readonly<z.infer<typeof SourceFactsSchema>>;
