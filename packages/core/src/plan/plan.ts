import type { PictureSize, Rung } from '../ladder/plan-ladder.ts';
import type { Fraction } from '../media/fraction.ts';
import type { HlsOutput, RecipeOutput } from '../recipe/recipe.ts';

/** Class of work with its own concurrency limit. */
export const LANES = ['light', 'cpu', 'gpu', 'io'] as const;
export type Lane = (typeof LANES)[number];

/** Where a part of the source lies in its file. Says nothing about what the part is, and enters no fingerprint. */
export interface SourceRange {
  readonly trackIndex: number;
  /** Where decoding starts, on the file's clock; null for its beginning. */
  readonly decodeFromSeconds: number | null;
  /** When the first picture or sound of the part is shown, on the file's clock. */
  readonly startSeconds: number;
  /** When the first picture of the next part is shown; null for the last. */
  readonly endSeconds: number | null;
}

/**
 * Where a step's input comes from: the asset's whole source, a part of it, or what another step of the plan made.
 * A part is known by its `content`, so that equal parts of different files are the same input.
 */
export type StepInput =
  | 'source'
  | { readonly part: { readonly content: readonly string[]; readonly range: SourceRange } }
  | { readonly step: string };

export interface ProbeParams {
  readonly maxPixels: number;
  readonly maxTracks: number;
}

export interface PosterParams {
  /** Stream index of the picture or cover art. */
  readonly trackIndex: number;
  /** On the file's clock; null for cover art, which has no time. */
  readonly atSeconds: number | null;
  readonly width: number;
  readonly height: number;
  readonly picture: PictureParams;
}

/** How coded pictures become upright, square-pixel, 8-bit SDR 4:2:0 ones. */
export interface PictureParams {
  readonly deinterlace: boolean;
  readonly toneMap: boolean;
  /** The source uses the full range of values; video players expect the limited one. */
  readonly isFullRange: boolean;
  /** Keep one frame in N: 120 fps sources are halved to 60 (DESIGN: up to 60 are kept). */
  readonly keepOneFrameIn: number;
}

/** One rung of one chunk. Times are ticks of `timeBase` from the first picture of the whole. */
export interface EncodeVideoParams {
  readonly picture: PictureParams;
  readonly rung: Rung;
  /** The sizes the picture is scaled through on its way to the rung's, largest first; the rung's own is the last. */
  readonly cascade: readonly PictureSize[];
  readonly segmentSeconds: number;
  /** Number of the chunk's first segment, counted from 1. */
  readonly firstSegment: number;
  readonly video: HlsOutput['video'];
  /** Tick of the encoder's clock: one frame for constant rates, the source's own otherwise. */
  readonly timeBase: Fraction;
  readonly startTicks: number;
  /** Where the next chunk's first picture, or the end, is: how long the last picture is shown. */
  readonly endTicks: number;
  /** How long before it is shown a picture may be decoded: encoders reorder two of them. */
  readonly delayTicks: number;
  readonly expectedFrames: number;
  /** The only chunk: where the file gives other pictures than its packets promise, it is the file's doing. */
  readonly isWhole: boolean;
}

export interface EncodeAudioParams {
  readonly bitrateBps: number;
  readonly segmentSeconds: number;
  /** Exact length: silence is added or sound is cut to match the video. */
  readonly durationSeconds: number;
}

export interface PackageHlsParams {
  /** Of the sound; null when the file does not say. */
  readonly language: string | null;
}

/** The kinds of step the engine can run, with what each needs to know. */
export interface StepParamsByKind {
  readonly probe: ProbeParams;
  readonly poster: PosterParams;
  readonly 'encode-video': EncodeVideoParams;
  readonly 'encode-audio': EncodeAudioParams;
  readonly 'package-hls': PackageHlsParams;
}
export type StepKindName = keyof StepParamsByKind;

type StepOf<K extends StepKindName> = {
  /** Unique within the plan. */
  readonly key: string;
  readonly kind: K;
  readonly params: StepParamsByKind[K];
  readonly inputs: Readonly<Record<string, StepInput>>;
  /** Steps of a kind with the same batch are run in one go where they are due together: one decode feeds all. */
  readonly batch: string | null;
  readonly lane: Lane;
  /** Estimated work, in CPU seconds of a common machine: the weight in the job's progress. */
  readonly work: number;
  /** Set when the step's artifact is what the user asked for; published the moment it is committed. */
  readonly publishes: RecipeOutput['kind'] | null;
};
export type PlannedStep = { [K in StepKindName]: StepOf<K> }[StepKindName];

export interface Plan {
  readonly steps: readonly PlannedStep[];
  /** Sentences about choices a user may wonder about, e.g. a rung left out. */
  readonly notes: readonly string[];
}

/** Steps and notes one output of a recipe adds to a plan. */
export type PlannedOutput = Plan;

/** What the toolchain on this machine can do; part of planning, and of fingerprints through `version`. */
export interface Capabilities {
  /** Names ffmpeg, its libraries and encoders so that another build gives other fingerprints. */
  readonly version: string;
  readonly encoders: readonly string[];
  readonly decoders: readonly string[];
  readonly filters: readonly string[];
}
