import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { useBrowser } from './browser.ts';
import { collectProblems } from './browser.ts';

const require = createRequire(import.meta.url);
// The console's own, in a build that can decrypt.
const HLS = createRequire(`${import.meta.dirname}/../../apps/console/package.json`).resolve(
  'hls.js/dist/hls.js',
);
const SHAKA = require.resolve('shaka-player/dist/shaka-player.compiled.js');

export interface Played {
  /** How far it came, and how long it says it is, in seconds. */
  readonly endedAt: number;
  readonly duration: number;
  /** Ranges of time without a hole. */
  readonly buffered: readonly (readonly [number, number])[];
  /** Whether anything of it passed a decryption module. */
  readonly wasProtected: boolean;
  /** Words that were to be shown over it. */
  readonly text: readonly string[];
  /** Everything that was reported, fatal or not. */
  readonly problems: readonly string[];
}

/** Plays a stream to its end, four times as fast, on an empty page of the server's with a player that is not ours. */
export const playToEnd = async (
  browser: ReturnType<typeof useBrowser>,
  serverUrl: string,
  stream: {
    readonly player: 'shaka' | 'hls.js';
    readonly url: string;
    /** Where a ClearKey licence is asked for. */
    readonly licenseUrl?: string | undefined;
  },
): Promise<Played> => {
  const context = await browser().newContext();
  const problems = collectProblems(context);
  const page = await context.newPage();
  const script = await readFile(stream.player === 'shaka' ? SHAKA : HLS, 'utf8');
  await page.route(`${serverUrl}/player`, (route) =>
    route.fulfill({
      contentType: 'text/html',
      body: `<!doctype html><link rel=icon href=data:,><video muted></video>
        <script>document.querySelector('video').defaultPlaybackRate = 4</script>`,
    }),
  );
  await page.goto(`${serverUrl}/player`);
  await page.addScriptTag({ content: script });
  await page.evaluate(stream.player === 'shaka' ? startShaka : startHls, {
    ...{ url: stream.url, licenseUrl: stream.licenseUrl },
  });
  await page.waitForFunction(() => {
    const seen = (window as unknown as { problems: string[] }).problems;
    return document.querySelector('video')?.ended || seen.length > 0;
  });
  const played = await outcome(page);
  await context.close();
  return { ...played, problems: [...played.problems, ...problems] };
};

interface Stream {
  readonly url: string;
  readonly licenseUrl: string | undefined;
}

/** What of the players' globals is used. */
interface Players {
  readonly shaka: {
    readonly Player: new () => {
      attach(video: HTMLVideoElement): Promise<void>;
      addEventListener(type: 'error', listener: (event: { detail: unknown }) => void): void;
      configure(config: object): void;
      load(url: string): Promise<void>;
      getTextTracks(): readonly object[];
      selectTextTrack(track: object): void;
    };
  };
  readonly Hls: {
    readonly Events: Readonly<Record<'ERROR' | 'MANIFEST_PARSED', string>>;
    new (
      config: object,
    ): {
      on(type: string, listener: (type: string, data: unknown) => void): void;
      loadSource(url: string): void;
      attachMedia(video: HTMLVideoElement): void;
    };
  };
}

/** Runs in the page. */
const startShaka = async ({ url, licenseUrl }: Stream): Promise<void> => {
  const { shaka } = window as unknown as Players;
  const problems: string[] = [];
  Object.assign(window, { problems });
  const note = (error: unknown) => problems.push(`shaka: ${JSON.stringify(error)}`);
  const video = document.querySelector('video') as HTMLVideoElement;
  const player = new shaka.Player();
  await player.attach(video);
  player.addEventListener('error', ({ detail }) => note(detail));
  if (licenseUrl) player.configure({ drm: { servers: { 'org.w3.clearkey': licenseUrl } } });
  try {
    await player.load(url);
    const [text] = player.getTextTracks();
    if (text) player.selectTextTrack(text);
    await video.play();
  } catch (error) {
    note(error);
  }
};

/** Runs in the page. */
const startHls = async ({ url, licenseUrl }: Stream): Promise<void> => {
  const { Hls } = window as unknown as Players;
  const problems: string[] = [];
  Object.assign(window, { problems });
  const video = document.querySelector('video') as HTMLVideoElement;
  const hls = new Hls({
    emeEnabled: licenseUrl !== undefined,
    drmSystems: licenseUrl ? { 'org.w3.clearkey': { licenseUrl } } : {},
  });
  hls.on(Hls.Events.ERROR, (_, data) => {
    const { details, reason } = data as { readonly details: string; readonly reason?: string };
    // A transport stream begins with a hole of the pictures that are decoded ahead: the browser goes over it, or this if that is slow.
    if (details === 'bufferSeekOverHole' && video.currentTime < 0.2) return;
    problems.push(`hls.js: ${details} ${reason ?? ''}`);
  });
  const parsed = new Promise<void>((resolve) => {
    hls.on(Hls.Events.MANIFEST_PARSED, () => resolve());
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  await parsed;
  await video.play();
};

const outcome = (page: Page): Promise<Played> =>
  page.evaluate(() => {
    const video = document.querySelector('video') as HTMLVideoElement;
    const { buffered } = video;
    return {
      endedAt: video.currentTime,
      duration: video.duration,
      buffered: Array.from(
        { length: buffered.length },
        (_, index) => [buffered.start(index), buffered.end(index)] as const,
      ),
      wasProtected: video.mediaKeys !== null,
      text: [...video.textTracks].flatMap(({ cues }) => [...(cues ?? [])].map((cue) => (cue as VTTCue).text)),
      problems: (window as unknown as { problems: string[] }).problems,
    };
  });
