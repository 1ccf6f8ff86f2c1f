/** One media segment: bytes of an encoded file, behind a header made for it, or an empty one where the file has its own. */
export interface MediaSegment {
  readonly header: Uint8Array;
  readonly startByte: number;
  /** Behind the last byte. */
  readonly endByte: number;
  readonly durationSeconds: number;
}

/** What a step makes of an encoded file: an init segment, and media segments in order. */
export interface SegmentedFile {
  readonly path: string;
  /** `codec` as in RFC 6381. */
  readonly init: { readonly codec: string; readonly bytes: Uint8Array };
  readonly segments: readonly MediaSegment[];
  readonly sampleCount: number;
  readonly durationSeconds: number;
}
