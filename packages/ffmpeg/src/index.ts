export { analyseSource } from './analyse/analyse-source.ts';
export { makeAnimation } from './animation/make-animation.ts';
export { type ConvertedAudio, convertAudio } from './convert-audio/convert-audio.ts';
export { audioArguments } from './encode-audio/audio-arguments.ts';
export { type EncodedAudio, encodeAudio } from './encode-audio/encode-audio.ts';
export { encodeVideo } from './encode-video/encode-video.ts';
export type { EncodedChunk } from './encode-video/encoded-chunk.ts';
export { videoArguments } from './encode-video/video-arguments.ts';
export { framesArguments } from './frames/frames-arguments.ts';
export { makeFrames, type RawFrames } from './frames/make-frames.ts';
export { writeBundle } from './frames/write-bundle.ts';
export { muxFile } from './mux-file/mux-file.ts';
export { ENCODED_AUDIO_FILE, ENCODED_VIDEO_FILE, SOURCE_FILE } from './mux-file/mux-file-arguments.ts';
export { copyMp4 } from './mux-mp4/copy-mp4.ts';
export { muxMp4 } from './mux-mp4/mux-mp4.ts';
export { probeMedia } from './probe/probe-media.ts';
export { readSpatial, type SpatialTracks } from './probe/read-spatial.ts';
export type { EncodeProgress } from './process/progress-lines.ts';
export { measureQuality } from './quality/measure-quality.ts';
export { sampleLadder } from './quality/sample-ladder.ts';
export type { LaunchLine } from './sandbox/sandbox.ts';
export { markSpatial, type SpatialFacts } from './spatial/mark-spatial.ts';
export { makeStills } from './still/make-stills.ts';
export { makeStoryboard } from './storyboard/make-storyboard.ts';
export { type ReadText, readTextTrack } from './text-tracks/read-text-track.ts';
export { parseHardware, type WantedHardware } from './toolchain/choose-hardware.ts';
export { type DescribedEncoder, describeHardware } from './toolchain/describe-hardware.ts';
export { openToolchain, type ToolchainOptions } from './toolchain/open-toolchain.ts';
export type { Toolchain } from './toolchain/toolchain.ts';
export {
  makeTransportStream,
  type TransportSegment,
} from './transport-stream/make-transport-stream.ts';
export { validateMedia } from './validate/validate-media.ts';
export { type FragmentedFile, readFragments } from './verify/read-fragments.ts';
export type { MediaSegment, SegmentedFile } from './verify/segmented-file.ts';
