/** Puts the segments of one rendition behind each other in one file, an index in front of them; inputs in their order. */
export type JoinSegmentsParams = Readonly<Record<string, never>>;
