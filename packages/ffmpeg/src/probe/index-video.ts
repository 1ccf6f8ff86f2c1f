import { createHash } from 'node:crypto';
import { toNumber, type VideoIndex, type VideoTrack } from '@reelmill/core';
import type { Packet } from './scan-packets.ts';
import { shortDigest } from './short-digest.ts';

/** Frames are due at a second when they come this much before it: half a millisecond of rounding in a container. */
const SLACK_SECONDS = 0.0005;

/** Containers whose demuxers were seen to land on the wanted keyframe and to keep times after a seek. */
const SEEKABLE = /mp4|matroska|webm/;

/**
 * Second by second what a video track holds (see VideoIndex). `timesSeconds` are the shown pictures', ascending, the
 * first of them being zero of the index.
 */
export const indexVideo = (
  track: VideoTrack,
  packets: readonly Packet[],
  timesSeconds: Float64Array,
  file: {
    readonly container: string;
    readonly extradataDigest: string | null;
    readonly isDamaged: boolean;
  },
): VideoIndex => {
  const first = timesSeconds[0] ?? 0;
  const seconds = Math.max(1, Math.ceil(track.shownSeconds - SLACK_SECONDS));
  const relative = packets.map((packet) => packet.atSeconds - first);
  const ranks = frameRanks(track, timesSeconds, seconds);
  const buckets = neededBy(relative, seconds);
  return {
    // What is missing in a damaged file shows only when all of it is decoded in one go.
    isSeekable: SEEKABLE.test(file.container) && !file.isDamaged && relative.every(Number.isFinite),
    setup: setupDigest(track, file.extradataDigest),
    ...ranks,
    ...decoding(packets, relative, seconds),
    keyframesBefore: keyframesBefore(packets, buckets, seconds),
    digests: [...contentDigests(track, packets, relative, seconds)],
    spans: byteSpans(packets, buckets, seconds),
  };
};

/** How many pictures come before each second, and when the next one is shown. */
const frameRanks = (
  track: VideoTrack,
  timesSeconds: Float64Array,
  seconds: number,
): Pick<VideoIndex, 'framesBefore' | 'firstTicks'> => {
  const first = timesSeconds[0] ?? 0;
  const tick = toNumber(track.timeBase);
  const rate = track.constantFrameRate === null ? null : toNumber(track.constantFrameRate);
  // On a constant rate's grid a container's rounding is ironed out, here as in the encoder.
  const timeOf = (rank: number): number =>
    rate === null ? (timesSeconds[rank] ?? Number.POSITIVE_INFINITY) - first : rank / rate;
  const framesBefore: number[] = [];
  const firstTicks: number[] = [];
  let rank = 0;
  for (let second = 0; second <= seconds; second += 1) {
    while (rank < timesSeconds.length && timeOf(rank) + SLACK_SECONDS < second) rank += 1;
    framesBefore.push(rank);
    const time = rank < timesSeconds.length ? timeOf(rank) : track.shownSeconds;
    firstTicks.push(Math.max(0, Math.round(time / tick)));
  }
  return { framesBefore, firstTicks };
};

/** From which keyframe each second can be decoded, and the first second whose packets that touches. */
const decoding = (
  packets: readonly Packet[],
  relative: readonly number[],
  seconds: number,
): Pick<VideoIndex, 'keyframeSeconds' | 'neededFrom'> => {
  const buckets = neededBy(relative, seconds);
  const keyframes = packets
    .flatMap((packet, position) =>
      packet.isKeyframe ? [{ at: relative[position] ?? 0, bucket: buckets[position] ?? 0 }] : [],
    )
    .sort((a, b) => a.at - b.at);
  const keyframeSeconds: number[] = [];
  const neededFrom: number[] = [];
  let next = 0;
  let current = { at: 0, bucket: 0 };
  for (let second = 0; second < seconds; second += 1) {
    for (; (keyframes[next]?.at ?? Number.POSITIVE_INFINITY) <= second + SLACK_SECONDS; next += 1) {
      current = keyframes[next] ?? current;
    }
    keyframeSeconds.push(Math.round(current.at * 1e6) / 1e6);
    neededFrom.push(current.bucket);
  }
  return { keyframeSeconds, neededFrom };
};

/** A packet is needed by the earliest picture that is shown of those at or after it in decoding order. */
const neededBy = (relative: readonly number[], seconds: number): Int32Array => {
  const buckets = new Int32Array(relative.length);
  let earliest = Number.POSITIVE_INFINITY;
  for (let position = relative.length - 1; position >= 0; position -= 1) {
    const time = relative[position] ?? Number.NaN;
    if (time < earliest) earliest = time;
    const second = Math.floor(Math.min(earliest, seconds) + SLACK_SECONDS);
    buckets[position] = Math.max(0, Math.min(second, seconds - 1));
  }
  return buckets;
};

const contentDigests = (
  track: VideoTrack,
  packets: readonly Packet[],
  relative: readonly number[],
  seconds: number,
): readonly string[] => {
  const rate = track.constantFrameRate === null ? null : toNumber(track.constantFrameRate);
  const tick = toNumber(track.timeBase);
  const placeOf = (time: number): number => Math.round(rate === null ? time / tick : time * rate);
  const buckets = neededBy(relative, seconds);
  const hashes = Array.from({ length: seconds }, () => createHash('sha256'));
  packets.forEach((packet, position) => {
    const place = placeOf(relative[position] ?? 0);
    hashes[buckets[position] ?? 0]?.update(`${place}${packet.isHidden ? 'h' : ''} ${packet.digest}\n`);
  });
  return hashes.map(shortDigest);
};

const keyframesBefore = (packets: readonly Packet[], buckets: Int32Array, seconds: number): number[] => {
  const before = Array.from({ length: seconds + 1 }, () => 0);
  for (const [position, { isKeyframe }] of packets.entries()) {
    const next = (buckets[position] ?? 0) + 1;
    if (isKeyframe) before[next] = (before[next] ?? 0) + 1;
  }
  for (let second = 1; second <= seconds; second += 1) {
    before[second] = (before[second] ?? 0) + (before[second - 1] ?? 0);
  }
  return before;
};

/** Undefined where a packet has no place of its own. */
const byteSpans = (packets: readonly Packet[], buckets: Int32Array, seconds: number): VideoIndex['spans'] => {
  const spans = Array.from({ length: seconds }, (): [number, number] | null => null);
  for (const [position, { startByte, sizeBytes }] of packets.entries()) {
    if (!Number.isFinite(startByte)) return undefined;
    const bucket = buckets[position] ?? 0;
    const [start, end] = spans[bucket] ?? [startByte, 0];
    spans[bucket] = [Math.min(start, startByte), Math.max(end, startByte + sizeBytes)];
  }
  return spans;
};

/** All that decides how packets become pictures, apart from the packets. */
const setupDigest = (track: VideoTrack, extradataDigest: string | null): string =>
  digestOf(
    JSON.stringify([
      ...[track.codec, track.profile, track.codedWidth, track.codedHeight, track.sampleAspectRatio],
      ...[track.rotationDegrees, track.pixelFormat, track.bitDepth, track.interlaced, track.hasAlpha],
      ...[track.colorRange, track.colorSpace, track.colorPrimaries, track.colorTransfer, extradataDigest],
    ]),
  );

const digestOf = (text: string): string => shortDigest(createHash('sha256').update(text));
