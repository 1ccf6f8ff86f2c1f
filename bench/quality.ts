import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Output } from '@reelmill/core';
import { startServer } from '@reelmill/server';
import { makeSource } from './make-source.ts';
import type { Row } from './report.ts';

/** Films, a phone, a screen and a camera that does not move: what one ladder has to serve. */
const REAL_CLIPS = [
  '720p-aac51-bbb-5s.mp4',
  '960x540-h264-flower-cc0.mp4',
  'av1-fmp4-720p25-10s.mp4',
  'h264-mov-vfr-640x480-seven-second.mov',
  'hevc-main-720p-10s-foreman.mp4',
  'long-gop-24s-480p-vfr.mp4',
  'vp9-mp4-480x360-47s.mp4',
];

const MADE_SECONDS = 40;

/** Ladders that choose for themselves, on the real clips where they are there. */
export const qualityRows = async (folder: string): Promise<readonly Row[]> => {
  const real = realClips();
  const clips = real.length > 0 ? real : [await makeSource(folder, 'made.mp4', MADE_SECONDS)];
  const ladders = await measureLadders(join(folder, 'data'), clips);
  const lowestSsim = (of: 'fixed' | 'auto') => Math.min(...ladders.map((saving) => saving[of].lowestSsim));
  return [
    ...ladders.map((saving) => ({
      what: `ladder that chooses saves of ${basename(saving.clip)}, SSIM ${saving.fixed.lowestSsim.toFixed(3)} to ${saving.auto.lowestSsim.toFixed(3)}`,
      value: savedShare([saving]),
      unit: '',
    })),
    { what: 'ladder that chooses saves in all', value: savedShare(ladders), unit: '', least: 0 },
    { what: 'lowest SSIM of the fixed ladder', value: lowestSsim('fixed'), unit: '' },
    { what: 'lowest SSIM of the one that chooses', value: lowestSsim('auto'), unit: '' },
  ];
};

/** Those of the corpus beside the checkout that are there. */
const realClips = (): readonly string[] =>
  REAL_CLIPS.map((name) => join(import.meta.dirname, '../../shared/media/good', name)).filter((path) =>
    existsSync(path),
  );

type QualityOutput = Extract<Output, { kind: 'quality' }>;

interface LadderSaving {
  readonly clip: string;
  readonly fixed: LadderCost;
  readonly auto: LadderCost;
}
interface LadderCost {
  /** Of the pictures of all rungs. */
  readonly bytes: number;
  readonly rungs: number;
  /** Mean SSIM of the rung that has the lowest. */
  readonly lowestSsim: number;
}

/** Makes every clip with the fixed ladder and with one that chooses, both measured. */
const measureLadders = async (folder: string, clips: readonly string[]): Promise<readonly LadderSaving[]> => {
  await mkdir(folder, { recursive: true });
  const server = await startServer({ port: 0, host: '127.0.0.1', dataFolder: folder, logLevel: 'warn' });
  if (!server.ok) throw new Error(server.error.message);
  const { url, close } = server.value;
  const make = async (clip: string, ladder: 'fixed' | 'auto'): Promise<LadderCost> => {
    const recipe = { outputs: [{ kind: 'hls', ladder }, { kind: 'quality' }] };
    const query = new URLSearchParams({ name: 'bench', recipe: JSON.stringify(recipe) });
    const put = await fetch(`${url}/api/v1/assets?${query}`, { method: 'PUT', body: await readFile(clip) });
    const { id } = (await put.json()) as { id: string };
    const answer = await fetch(`${url}/api/v1/assets/${id}/outputs/quality?waitSeconds=600`);
    for (;;) {
      const asset = (await (await fetch(`${url}/api/v1/assets/${id}`)).json()) as {
        state: string;
        outputs: readonly Output[];
      };
      const quality = asset.outputs.find((output): output is QualityOutput => output.kind === 'quality');
      if (quality) return costOf(quality);
      if (asset.state !== 'processing') throw new Error(`${clip}: ${asset.state} (${answer.status})`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  };
  try {
    const savings: LadderSaving[] = [];
    for (const clip of clips) {
      savings.push({ clip, fixed: await make(clip, 'fixed'), auto: await make(clip, 'auto') });
    }
    return savings;
  } finally {
    await close();
  }
};

const costOf = ({ renditions }: QualityOutput): LadderCost => ({
  bytes: renditions.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
  rungs: renditions.length,
  lowestSsim: Math.min(...renditions.map(({ ssim }) => ssim)),
});

/** Share of the bytes of all clips together that the ladder which chooses does without. */
const savedShare = (savings: readonly LadderSaving[]): number => {
  const total = (of: 'fixed' | 'auto'): number => savings.reduce((sum, saving) => sum + saving[of].bytes, 0);
  return 1 - total('auto') / total('fixed');
};
