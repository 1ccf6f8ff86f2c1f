import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { openReal, process, recipeOf } from '../media/real-engine.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const execute = promisify(execFile);

const small = { preset: 'ultrafast', maxShortSide: 144 };
const trim = { startSeconds: 0, endSeconds: 2 };
const recipe = recipeOf(
  { kind: 'convert', name: 'mp4', container: 'mp4', trim, video: { codec: 'h264', ...small } },
  { kind: 'convert', name: 'webm', container: 'webm', trim, video: { codec: 'vp9', ...small } },
);

interface Stream {
  readonly codec_type: string;
  readonly width?: number;
  readonly height?: number;
  readonly start_time?: string;
}

const streamsOf = async (path: string): Promise<{ streams: readonly Stream[]; durationSeconds: number }> => {
  const { stdout } = await execute('ffprobe', [
    ...['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path],
  ]);
  const { streams, format } = JSON.parse(stdout) as {
    readonly streams: readonly Stream[];
    readonly format: { readonly duration: string };
  };
  return { streams, durationSeconds: Number(format.duration) };
};

/** When the last picture or sound begins. */
const lastShownSeconds = async (path: string): Promise<number> => {
  const { stdout } = await execute('ffprobe', [
    ...['-v', 'error', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path],
  ]);
  return Math.max(...stdout.split('\n').map((line) => Number.parseFloat(line) || 0));
};

/** Codecs this machine cannot decode are refused by name. */
const isRefusedForGood = (code: string | undefined): boolean => code === 'CODEC_UNSUPPORTED';

describe('real files become MP4 and WebM', () => {
  it.each(sharedMedia('good').map((file) => [file.name, file] as const))('%s', async (_name, file) => {
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, file.path, recipe);
    if (isRefusedForGood(job.error?.code)) return expect(job.error?.message).toContain('cannot decode');
    expect(job.error).toBeNull();
    const { video, audio } = asset.probe ?? { video: [], audio: [] };
    const picture = video.find((track) => track.decodable && track.frameCount > 0);
    for (const name of ['mp4', 'webm']) {
      const output = asset.outputs.find((candidate) => candidate.name === name);
      const artifact = output && (await engine.store.direct.artifacts.get(output.artifactDigest));
      const path = artifact?.entries[0] && (await engine.blobs.localPath(artifact.entries[0].digest));
      const { streams, durationSeconds } = await streamsOf(path ?? '');
      const shown = streams.find((stream) => stream.codec_type === 'video');
      expect(shown !== undefined).toBe(picture !== undefined);
      expect(streams.some((stream) => stream.codec_type === 'audio')).toBe(
        audio.some((track) => track.decodable),
      );
      if (picture && shown) {
        // Even sizes are up to a pixel off on either side.
        const [wide, high] = [shown.width ?? 0, shown.height ?? 0];
        expect(Math.abs(wide - (high * picture.displayWidth) / picture.displayHeight)).toBeLessThan(
          1 + picture.displayWidth / picture.displayHeight,
        );
      }
      const wholeSeconds = picture?.shownSeconds ?? asset.probe?.durationSeconds ?? 0;
      // Containers say nothing exact of uneven pictures' end: these are looked at themselves.
      if (picture?.constantFrameRate !== null)
        expect(Math.abs(durationSeconds - Math.min(2, wholeSeconds))).toBeLessThan(0.15);
      expect(await lastShownSeconds(path ?? '')).toBeLessThan(Math.min(2, wholeSeconds) + 0.1);
      for (const { start_time } of streams) expect(Math.abs(Number(start_time ?? 0))).toBeLessThan(0.1);
    }
  });
});
