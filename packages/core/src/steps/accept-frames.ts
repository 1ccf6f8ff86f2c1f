/** Its input is a bundle that somebody else made; all there is to know is in it. Its facts are those of frames. */
export type AcceptFramesParams = Readonly<Record<string, never>>;
