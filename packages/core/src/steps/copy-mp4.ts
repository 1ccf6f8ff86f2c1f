import type { MuxMp4Params } from './mux-mp4.ts';

/** Its input is a file whose tracks are kept as they are. Its facts are those of an MP4 file. */
export interface CopyMp4Params extends MuxMp4Params {
  readonly videoTrackIndex: number;
  /** As ffprobe names it. */
  readonly videoCodec: string;
  /** Null for a file without sound. */
  readonly audioTrackIndex: number | null;
  /** When the first picture is shown, on the file's clock, which becomes 0. */
  readonly startSeconds: number;
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  /** That are shown; at least as many must arrive. */
  readonly frameCount: number;
}
