import { constants } from 'node:fs';
import { copyFile, link, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CONTAINERS,
  type ConvertedFile,
  ConvertedFileSchema,
  ok,
  type SegmentRun,
  VideoFactsSchema,
} from '@reelmill/core';
import { ENCODED_AUDIO_FILE, ENCODED_VIDEO_FILE, muxFile as runMux, SOURCE_FILE } from '@reelmill/ffmpeg';
import { oneByOne, type ResolvedInput, type StepKind } from './step-kind.ts';
import { writeRuns } from './write-run.ts';

/** Encoded chunks, encoded sound and tracks of the source as one file: no re-encode. */
export const muxFile: StepKind<'mux-file'> = {
  kind: 'mux-file',
  version: 2,
  usesToolchain: true,
  run: oneByOne(async ({ params, inputs, toolchain, signal, workFolder, keep }) => {
    const inputFolder = join(workFolder, 'tracks');
    await mkdir(inputFolder);
    const { videoCodec, loudness } = await gatherTracks(inputs, inputFolder);
    const muxed = await runMux(toolchain, {
      inputFolder,
      outputFolder: workFolder,
      params,
      videoCodec,
      signal,
    });
    if (!muxed.ok) return muxed;
    const { made } = muxed.value;
    const { mediaType } = CONTAINERS[params.container];
    const entry = await keep(params.fileName, mediaType, { file: muxed.value.path });
    const facts: ConvertedFile = {
      url: entry.path,
      fileName: params.fileName,
      container: params.container,
      mediaType,
      videoCodec: made.video?.codec ?? null,
      audioCodec: made.audio?.codec ?? null,
      width: made.video?.width ?? null,
      height: made.video?.height ?? null,
      frameRate: made.video?.frameRate ?? null,
      channels: made.audio?.channels ?? null,
      sampleRateHz: made.audio?.sampleRateHz ?? null,
      durationSeconds: videoCodec === null ? made.durationSeconds : params.durationSeconds,
      sizeBytes: made.sizeBytes,
      loudness,
    };
    return ok({ entries: [entry], facts, warnings: [] });
  }),
};

interface Gathered {
  /** ffprobe's name of what was encoded; null where pictures are copied or left out. */
  readonly videoCodec: string | null;
  readonly loudness: ConvertedFile['loudness'];
}

/** Puts all inputs where ffmpeg, which sees one folder, finds them: chunks joined in the order of the plan. */
const gatherTracks = async (
  inputs: Readonly<Record<string, ResolvedInput>>,
  folder: string,
): Promise<Gathered> => {
  const pictures: Parameters<typeof writeRuns>[0][number][] = [];
  let loudness: ConvertedFile['loudness'] = null;
  for (const input of Object.values(inputs)) {
    if (input.type === 'source') await share(input.path, join(folder, SOURCE_FILE));
    if (input.type !== 'artifact') continue;
    const sound = ConvertedFileSchema.safeParse(input.artifact.facts);
    if (sound.success) {
      await share(await input.fileOf(sound.data.url), join(folder, ENCODED_AUDIO_FILE));
      loudness = sound.data.loudness;
    } else pictures.push({ run: VideoFactsSchema.parse(input.artifact.facts).run, input });
  }
  const [first] = pictures;
  if (!first) return { videoCodec: null, loudness };
  await writeRuns(pictures, join(folder, ENCODED_VIDEO_FILE));
  return { videoCodec: codecName(first.run), loudness };
};

/** A second name for bytes that exist, or a copy where the store lies on another disk. */
const share = async (from: string, to: string): Promise<void> => {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to, constants.COPYFILE_FICLONE);
  }
};

/** ffprobe's name of what players call by RFC 6381. */
const codecName = ({ codec }: SegmentRun): string => (/^h(vc|ev)1/.test(codec) ? 'hevc' : codec);
