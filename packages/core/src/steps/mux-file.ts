import type { ContainerName } from '../outputs/convert/containers.ts';
import type { Trim } from '../outputs/convert/track-options.ts';

/** Where a track of the file comes from; null for none. */
export type MuxedTrack =
  | { readonly from: 'encode' }
  | { readonly from: 'source'; readonly trackIndex: number; readonly codec: string }
  | null;

/** Puts tracks that exist into one file: chunks and sound of other steps, and tracks of the source as they are. */
export interface MuxFileParams {
  readonly container: Extract<ContainerName, 'mp4' | 'webm' | 'mkv' | 'mov'>;
  readonly fileName: string;
  readonly video: MuxedTrack;
  readonly audio: MuxedTrack;
  /** What is on the source's clock when the encoded tracks are at 0; null where nothing or everything is copied. */
  readonly sourceStartSeconds: number | null;
  /** Of copied tracks, on the file's clock: from the last keyframe before its start. */
  readonly trim: Trim | null;
  /** Expected, of the whole; for copies with a trim as long as a keyframe lets it be. */
  readonly durationSeconds: number;
  /** A file that is larger is no result; null for any size. */
  readonly maxSizeBytes: number | null;
}
