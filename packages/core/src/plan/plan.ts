import type { Rung } from '../ladder/plan-ladder.ts';
import type { Fraction } from '../media/fraction.ts';
import type { HlsOutput, RecipeOutput } from '../recipe/recipe.ts';

/** Class of work with its own concurrency limit. */
export const LANES = ['light', 'cpu', 'gpu', 'io'] as const;
export type Lane = (typeof LANES)[number];

/** Where a step's input comes from: the asset's source, or what another step of the plan made. */
export type StepInput = 'source' | { readonly step: string };

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

export interface EncodeVideoParams {
  readonly trackIndex: number;
  readonly picture: PictureParams;
  /** Largest first; each is scaled from the one before (cascade). */
  readonly rungs: readonly Rung[];
  readonly segmentSeconds: number;
  readonly video: HlsOutput['video'];
  /** Tick of the encoder's clock: one frame for constant rates, the source's own otherwise. */
  readonly timeBase: Fraction;
  /** Upper bound that stops runaway output (a ten-hour gap, a header that lies). */
  readonly maxFrames: number;
  readonly expectedFrames: number;
  readonly durationSeconds: number;
}

export interface EncodeAudioParams {
  readonly trackIndex: number;
  readonly bitrateBps: number;
  readonly segmentSeconds: number;
  /** Subtracted from every timestamp: when the first picture is shown, which becomes zero. */
  readonly startSeconds: number;
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
