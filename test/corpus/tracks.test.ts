import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { readWebVtt } from '@reelmill/core';
import { describe, expect, it } from 'vitest';
import { openReal, process, recipeOf, streamOf } from '../media/real-engine.ts';
import { writeRendition } from '../rig/read-rendition.ts';
import { sharedMedia } from '../rig/shared-media.ts';
import { tempFolder } from '../rig/temp-folder.ts';

const run = promisify(execFile);

const stream = recipeOf({ kind: 'hls', rungs: [240], video: { preset: 'ultrafast' } });

/** What is to be chosen from in a file, as ffprobe counts it: sounds, texts, chapters. */
const EXPECTED: Readonly<Record<string, readonly [sounds: number, texts: number, chapters: number]>> = {
  '720p-aac51-bbb-5s.mp4': [1, 0, 0],
  'audio-only-m4a-cover-art-chapters.m4a': [1, 0, 1],
  'audio-two-51-tracks-no-video.mp4': [2, 0, 0],
  'chapters-mp4.mp4': [1, 0, 3],
  'h264-rot90-1080p-6ch-bbb.mp4': [1, 0, 0],
  'interlaced-avchd-1080i-tff-ac3-pgs-sony-a7m3.mts': [1, 0, 0],
  'multi-audio-8-mono-422-720p50.mp4': [8, 0, 0],
  'multi-video-audio-subs-nasa.mp4': [2, 2, 0],
  'subs-ass-mkv.mkv': [1, 1, 0],
  'subs-pgs-mkv.mkv': [1, 0, 0],
  'subs-srt-mkv.mkv': [1, 1, 0],
  'ts-h264-eac3-51-720p25-12s-dolby.ts': [1, 0, 0],
  'video-mp3-ac3-two-audio.mp4': [2, 0, 0],
};
const files = sharedMedia('good').filter(({ name }) => name in EXPECTED);

describe.runIf(files.length > 0)('a real file of several tracks', () => {
  it.each(files.map((file) => [file.name, file] as const))('%s offers them all', async (name, file) => {
    const { engine } = await openReal(await tempFolder());
    const { asset, job } = await process(engine, file.path, stream);
    expect(job.error).toBeNull();
    const hls = streamOf(asset);
    expect([hls.audio.length, hls.text.length, hls.chapters?.list.length ?? 0]).toEqual(EXPECTED[name]);
    const artifact = await engine.store.direct.artifacts.get(hls.artifactDigest);
    for (const sound of hls.audio) {
      const path = join(await tempFolder(), 'sound.mp4');
      await writeRendition(engine, artifact, sound.name, path);
      const { stdout } = await run('ffprobe', [
        ...['-v', 'error', '-show_entries', 'stream=codec_name,channels,duration', '-of', 'csv=p=0', path],
      ]);
      const [codec, channels, seconds] = stdout.trim().split(',');
      expect([codec, channels]).toEqual(['aac', '2']);
      expect(Math.abs(Number(seconds) - hls.durationSeconds)).toBeLessThan(0.05);
    }
    for (const { url } of hls.text) {
      const entry = artifact?.entries.find(({ path }) => url.endsWith(path));
      if (!entry) throw new Error(`there is no ${url}`);
      const cues = readWebVtt(await text(engine.blobs.read(entry.digest)));
      expect(cues.length).toBeGreaterThan(0);
      expect(cues.at(-1)?.endMs).toBeLessThanOrEqual(hls.durationSeconds * 1000 + 1);
    }
  });
});
