import { stat } from 'node:fs/promises';
import {
  type AudioTrack,
  err,
  type Fraction,
  failure,
  MAX_DURATION_SECONDS,
  ok,
  type PictureFormat,
  type Probe,
  parseFraction,
  type Result,
  type SourceFacts,
  type TextTrack,
  toNumber,
  type VideoTrack,
} from '@reelmill/core';
import { ALLOWED_DECODERS, PICTURE_DECODERS } from '../input/input-arguments.ts';
import type { InputRequest } from '../input/input-request.ts';
import { pictureFormatOfFile } from '../input/picture-format.ts';
import type { Toolchain } from '../toolchain/toolchain.ts';
import { digestAudio } from './digest-audio.ts';
import { digestText } from './digest-text.ts';
import { type FfprobeAnswer, type FfprobeStream, numberOf } from './ffprobe-json.ts';
import { firstShownFrame } from './first-shown-frame.ts';
import { averageFrameRate, constantFrameRate } from './frame-rate.ts';
import { indexVideo } from './index-video.ts';
import { type PictureTiming, pictureTiming } from './picture-timing.ts';
import { readHdr } from './read-hdr.ts';
import { readHeaders } from './read-headers.ts';
import { readSpatial, type SpatialTracks } from './read-spatial.ts';
import { type PacketScan, scanPackets } from './scan-packets.ts';
import { audioFacts, chapterFacts, textFacts, videoFacts } from './track-facts.ts';

export type ProbeRequest = Omit<InputRequest, 'pictureFormat'>;

/**
 * The facts of a file: what its headers claim, corrected by what its packets say. Fails with the reason when it is not
 * media, is encrypted, is beyond the limits, or holds nothing that is shown or heard.
 */
export const probeMedia = async (toolchain: Toolchain, asked: ProbeRequest): Promise<Result<SourceFacts>> => {
  const request: InputRequest = { ...asked, pictureFormat: await pictureFormatOfFile(asked.inputPath) };
  const headers = await readHeaders(toolchain, request);
  if (!headers.ok) return headers;
  const claimed = claimedFacts(headers.value.answer, toolchain, {
    pictureFormat: request.pictureFormat,
    sizeBytes: (await stat(request.inputPath)).size,
    spatial: await readSpatial(request.inputPath),
  });
  if (claimed.encrypted) {
    return err(failure('MEDIA_ENCRYPTED', 'bad-input', 'The file is encrypted (DRM) and cannot be read.'));
  }
  const [chosen, ...otherVideo] = claimed.probe.video;
  if (!chosen) return withoutPicture(toolchain, request, claimed.probe, claimed.streamOf);
  if (chosen.codedWidth * chosen.codedHeight > request.params.maxPixels) {
    return err(
      failure(
        'TOO_MANY_PIXELS',
        'limit-exceeded',
        `The picture of ${chosen.codedWidth}×${chosen.codedHeight} is larger than is accepted.`,
      ),
    );
  }
  const others = besides(claimed.probe);
  const trackIndexes = [chosen, ...others].map((track) => track.index);
  const scanned = await scanPackets(toolchain, { ...request, trackIndexes });
  if (!scanned.ok) return scanned;
  const packetsOf = (track: { readonly index: number }) => scanned.value.packets.get(track.index) ?? [];
  const stream = claimed.streamOf(chosen);
  const timing = pictureTiming(packetsOf(chosen));
  const { track, timesSeconds } = await measured(toolchain, request, claimed.probe, stream, chosen, timing);
  const hdr = track.dynamicRange === 'sdr' ? undefined : await readHdr(toolchain, request, track.index);
  const video: VideoTrack = hdr ? { ...track, hdr } : track;
  const warnings = [...warningsOf(headers.value.stderr), ...truncation(chosen, video)];
  const probe: Probe = {
    ...claimed.probe,
    // The header's word counts for sound; for pictures it is measured.
    durationSeconds: video.shownSeconds,
    video: [video, ...otherVideo],
    warnings: [...new Set(warnings)],
  };
  const extradataDigest = stream?.extradata_hash ?? null;
  return ok({
    probe,
    // Nothing is made of what claims to be longer, and its seconds would fill the memory.
    videoIndex:
      video.shownSeconds > MAX_DURATION_SECONDS
        ? null
        : indexVideo(video, packetsOf(chosen), timesSeconds, {
            container: probe.container,
            extradataDigest,
            isDamaged: scanned.value.stderr !== '',
          }),
    trackDigests: trackDigests(claimed.probe, scanned.value, claimed.streamOf, timesSeconds[0] ?? 0),
  });
};

/** Tracks that may be heard and read beside the pictures. */
const besides = (probe: Probe): readonly (AudioTrack | TextTrack)[] => [
  ...probe.audio.filter((track) => track.decodable),
  ...probe.text,
];

/** Of those that hold anything. */
const trackDigests = (
  probe: Probe,
  { packets }: PacketScan,
  streamOf: (track: AudioTrack | TextTrack) => FfprobeStream | undefined,
  zeroSeconds: number,
): SourceFacts['trackDigests'] =>
  Object.fromEntries(
    besides(probe).flatMap((track) => {
      const ofTrack = packets.get(track.index) ?? [];
      const extradata = streamOf(track)?.extradata_hash ?? null;
      if (ofTrack.length === 0) return [];
      const digest =
        'channels' in track
          ? digestAudio([...soundSetup(track), extradata], ofTrack, zeroSeconds)
          : digestText([track.codec, extradata], ofTrack, zeroSeconds);
      return [[track.index, digest]];
    }),
  );

const soundSetup = (track: AudioTrack): readonly unknown[] => [
  ...[track.codec, track.profile, track.channels, track.channelLayout, track.sampleRateHz],
];

const claimedFacts = (
  answer: FfprobeAnswer,
  toolchain: Toolchain,
  file: {
    readonly pictureFormat: PictureFormat | null;
    readonly sizeBytes: number;
    readonly spatial: SpatialTracks;
  },
) => {
  const startSeconds = numberOf(answer.format?.start_time) ?? 0;
  const decodable = (codec: string): boolean =>
    toolchain.capabilities.decoders.includes(codec) && isAllowed(codec, file.pictureFormat);
  // Whoever encodes with libvpx also decodes with it.
  const readsHiddenAlpha = (codec: string): boolean =>
    (codec === 'vp8' && toolchain.capabilities.encoders.includes('libvpx')) ||
    (codec === 'vp9' && toolchain.capabilities.encoders.includes('libvpx-vp9'));
  const context = { startSeconds, decodable, readsHiddenAlpha, spatial: file.spatial };
  const streams = answer.streams ?? [];
  const ofType = (type: string) => streams.filter((stream) => stream.codec_type === type);
  const isCover = (stream: FfprobeStream): boolean => stream.disposition?.['attached_pic'] === 1;
  const video = ofType('video')
    .filter((stream) => !isCover(stream))
    .flatMap((stream) => videoFacts(stream, context) ?? []);
  const audio = ofType('audio').flatMap((stream) => audioFacts(stream, context) ?? []);
  const probe: Probe = {
    container: answer.format?.format_name ?? 'unknown',
    sizeBytes: file.sizeBytes,
    durationSeconds: numberOf(answer.format?.duration) ?? 0,
    startSeconds,
    bitrateBps: numberOf(answer.format?.bit_rate) ?? null,
    video: bestFirst(video),
    audio: bestFirst(audio),
    text: ofType('subtitle').map((stream) => textFacts(stream, context)),
    coverTrackIndex: ofType('video').find(isCover)?.index ?? null,
    chapters: chapterFacts(answer.chapters ?? [], startSeconds),
    warnings: [],
  };
  return {
    probe,
    encrypted: streams.some((stream) => /^enc[va]$/.test(stream.codec_tag_string ?? '')),
    streamOf: (track: { readonly index: number }) => streams.find((stream) => stream.index === track.index),
  };
};

/** ffprobe names codecs, the whitelist names decoders; where one codec has several, any of them will do. */
const DECODER_OF: Readonly<Record<string, string>> = {
  av1: 'libdav1d',
  msmpeg4v3: 'msmpeg4',
  flv1: 'flv',
  amr_nb: 'amrnb',
  amr_wb: 'amrwb',
  dts: 'dca',
};
const isAllowed = (codec: string, pictureFormat: PictureFormat | null): boolean =>
  pictureFormat
    ? PICTURE_DECODERS[pictureFormat] === codec
    : ALLOWED_DECODERS.includes(DECODER_OF[codec] ?? codec);

/** The first default track that can be decoded, then the others in the file's order. */
const bestFirst = <T extends VideoTrack | AudioTrack>(tracks: readonly T[]): T[] => {
  const best =
    tracks.find((track) => track.decodable && track.isDefault) ?? tracks.find((track) => track.decodable);
  return best ? [best, ...tracks.filter((track) => track !== best)] : [...tracks];
};

const measured = async (
  toolchain: Toolchain,
  request: InputRequest,
  probe: Probe,
  stream: FfprobeStream | undefined,
  track: VideoTrack,
  timing: PictureTiming,
): Promise<{ readonly track: VideoTrack; readonly timesSeconds: Float64Array }> => {
  const first = timing.timesSeconds[0];
  if (first === undefined) return { track, timesSeconds: timing.timesSeconds };
  // Transport streams are cut anywhere: packets before the first keyframe show nothing, some have no time of their own.
  const startsClean = timing.startsWithKeyframe && !probe.container.includes('mpegts');
  const shownFirst =
    startsClean || !track.decodable
      ? first
      : ((await firstShownFrame(toolchain, request, track.index)) ?? first);
  const shown =
    shownFirst > first
      ? timing.timesSeconds.filter((time) => time >= shownFirst - 1e-6)
      : timing.timesSeconds;
  const claimedRates = [parseFraction(stream?.avg_frame_rate), parseFraction(stream?.r_frame_rate)];
  const times = packetsAreFields(track, shown, claimedRates[0])
    ? shown.filter((_, index) => index % 2 === 0)
    : shown;
  const rate = constantFrameRate(times, toNumber(track.timeBase), claimedRates);
  const spanSeconds = rate ? times.length / toNumber(rate) : timing.endSeconds - shownFirst;
  // A single frame without a duration is shown for one tick of an ordinary rate.
  const shownSeconds =
    spanSeconds > 0 ? spanSeconds : 1 / (toNumber(claimedRates[0] ?? { num: 25, den: 1 }) || 25);
  const measuredTrack: VideoTrack = {
    ...track,
    frameCount: times.length,
    firstFrameSeconds: round(shownFirst - probe.startSeconds),
    shownSeconds: round(shownSeconds),
    constantFrameRate: rate,
    averageFrameRate: rate ?? averageFrameRate(times.length, shownSeconds),
    longestKeyframeGapSeconds: timing.longestKeyframeGapSeconds,
  };
  return { track: measuredTrack, timesSeconds: times };
};

/** Interlaced H.264 may store each field as a packet: two of them make a frame. */
const packetsAreFields = (
  track: VideoTrack,
  times: Float64Array,
  frameRate: Fraction | undefined,
): boolean => {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  if (track.interlaced === 'progressive' || !frameRate || span <= 0) return false;
  return Math.abs((times.length - 1) / span / toNumber(frameRate) - 2) < 0.2;
};

const round = (seconds: number): number => Math.round(seconds * 1e6) / 1e6;

/** Sound alone: its length is measured too, where the header does not say or cannot be believed. */
const withoutPicture = async (
  toolchain: Toolchain,
  request: InputRequest,
  probe: Probe,
  streamOf: (track: AudioTrack | TextTrack) => FfprobeStream | undefined,
): Promise<Result<SourceFacts>> => {
  const [audio, ...others] = probe.audio;
  if (!audio) {
    return probe.coverTrackIndex !== null
      ? err(failure('NOT_A_VIDEO', 'bad-input', 'The file is a picture, not a video.'))
      : err(
          failure(
            'MEDIA_DAMAGED',
            'bad-input',
            'The file holds neither pictures nor sound that can be read.',
          ),
        );
  }
  const scanned = await scanPackets(toolchain, {
    ...request,
    trackIndexes: besides(probe).map((track) => track.index),
  });
  if (!scanned.ok) return scanned;
  const packets = scanned.value.packets.get(audio.index) ?? [];
  const { timesSeconds, endSeconds } = pictureTiming(packets);
  const [first] = timesSeconds;
  if (first === undefined) {
    return err(failure('MEDIA_DAMAGED', 'bad-input', 'The file holds no sound that can be read.'));
  }
  const durationSeconds = round(endSeconds - first);
  return ok({
    probe: { ...probe, durationSeconds, audio: [{ ...audio, durationSeconds }, ...others] },
    videoIndex: null,
    trackDigests: trackDigests(probe, scanned.value, streamOf, first),
  });
};

/** The header promises clearly more than there is. */
const truncation = (claimed: VideoTrack, found: VideoTrack): readonly string[] => {
  const promised = claimed.durationSeconds ?? 0;
  const missing = promised - found.shownSeconds;
  if (missing <= Math.max(0.5, promised * 0.02)) return [];
  return [
    `The file claims ${promised.toFixed(1)} s of video but holds ${found.shownSeconds.toFixed(1)} s: it may be cut off.`,
  ];
};

const DAMAGE = /invalid|error|truncat|missing|corrupt|overflow|concealing|partial file/i;

const warningsOf = (stderr: string): readonly string[] =>
  DAMAGE.test(stderr) ? ['The file has damaged parts; they were skipped or repaired where possible.'] : [];
