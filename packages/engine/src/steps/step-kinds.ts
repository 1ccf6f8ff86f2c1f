import { acceptFrames } from './accept-frames.ts';
import { analyse } from './analyse.ts';
import { animate } from './animate.ts';
import { contentKey } from './content-key.ts';
import { convertAudio } from './convert-audio.ts';
import { copyMp4 } from './copy-mp4.ts';
import { encodeAudio } from './encode-audio.ts';
import { encodeVideo } from './encode-video.ts';
import { encryptSegments } from './encrypt-segments.ts';
import { frames } from './frames.ts';
import { joinSegments } from './join-segments.ts';
import { measureQuality } from './measure-quality.ts';
import { muxFile } from './mux-file.ts';
import { muxMp4 } from './mux-mp4.ts';
import { packageHls } from './package-hls.ts';
import { probe } from './probe.ts';
import { reportQuality } from './report-quality.ts';
import { sampleLadder } from './sample-ladder.ts';
import type { StepKinds } from './step-kind.ts';
import { still } from './still.ts';
import { storyboard } from './storyboard.ts';
import { textTrack } from './text-track.ts';
import { transportStream } from './transport-stream.ts';
import { validate } from './validate.ts';

/** Every kind of step this engine can run. */
export const STEP_KINDS: StepKinds = {
  probe,
  still,
  storyboard,
  frames,
  'accept-frames': acceptFrames,
  validate,
  'encode-video': encodeVideo,
  'encode-audio': encodeAudio,
  animate,
  'convert-audio': convertAudio,
  'mux-file': muxFile,
  'mux-mp4': muxMp4,
  'copy-mp4': copyMp4,
  'content-key': contentKey,
  'encrypt-segments': encryptSegments,
  'join-segments': joinSegments,
  'package-hls': packageHls,
  'transport-stream': transportStream,
  'text-track': textTrack,
  'sample-ladder': sampleLadder,
  analyse,
  'measure-quality': measureQuality,
  'report-quality': reportQuality,
};
