/** Beyond any keyframe distance we force ourselves, in pictures. */
export const NO_KEYFRAMES_OF_ITS_OWN = 100_000;
