import type { AnalyseParams } from './analyse.ts';
import type { AnimateParams } from './animate.ts';
import type { ContentKeyParams } from './content-key.ts';
import type { ConvertAudioParams } from './convert-audio.ts';
import type { CopyMp4Params } from './copy-mp4.ts';
import type { EncodeAudioParams } from './encode-audio.ts';
import type { EncodeVideoParams } from './encode-video.ts';
import type { EncryptSegmentsParams } from './encrypt-segments.ts';
import type { FramesParams } from './frames.ts';
import type { JoinSegmentsParams } from './join-segments.ts';
import type { MeasureQualityParams } from './measure-quality.ts';
import type { MuxFileParams } from './mux-file.ts';
import type { MuxMp4Params } from './mux-mp4.ts';
import type { PackageHlsParams } from './package-hls.ts';
import type { ProbeParams } from './probe.ts';
import type { ReportQualityParams } from './report-quality.ts';
import type { SampleLadderParams } from './sample-ladder.ts';
import type { StillParams } from './still.ts';
import type { StoryboardParams } from './storyboard.ts';
import type { TextTrackParams } from './text-track.ts';
import type { TransportStreamParams } from './transport-stream.ts';
import type { ValidateParams } from './validate.ts';

/** The kinds of step the engine can run, with what each needs to know. What a kind's artifacts say lies beside it. */
export interface StepParamsByKind {
  readonly probe: ProbeParams;
  readonly still: StillParams;
  readonly storyboard: StoryboardParams;
  readonly frames: FramesParams;
  readonly validate: ValidateParams;
  readonly 'encode-video': EncodeVideoParams;
  readonly 'encode-audio': EncodeAudioParams;
  readonly animate: AnimateParams;
  readonly 'convert-audio': ConvertAudioParams;
  readonly 'mux-file': MuxFileParams;
  readonly 'mux-mp4': MuxMp4Params;
  readonly 'copy-mp4': CopyMp4Params;
  readonly 'content-key': ContentKeyParams;
  readonly 'encrypt-segments': EncryptSegmentsParams;
  readonly 'join-segments': JoinSegmentsParams;
  readonly 'package-hls': PackageHlsParams;
  readonly 'transport-stream': TransportStreamParams;
  readonly 'text-track': TextTrackParams;
  readonly 'sample-ladder': SampleLadderParams;
  readonly analyse: AnalyseParams;
  readonly 'measure-quality': MeasureQualityParams;
  readonly 'report-quality': ReportQualityParams;
}
export type StepKindName = keyof StepParamsByKind;
