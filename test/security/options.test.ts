import { expect, it } from 'vitest';
import { addAsset } from '../../apps/server/src/testing/add-asset.ts';
import { openServer, tempFolder } from '../../apps/server/src/testing/server-under-test.ts';
import { leftBehind, NOTHING } from './left-behind.ts';

/** What would be an option, a filter, another file or a command where it reached one. */
const INJECTED = [
  '-i',
  '-vf movie=/etc/passwd',
  'h264 -y /out/x.mp4',
  'medium,movie=/etc/passwd',
  'x264-params=stats=/etc/cron.d/x',
  'file:/etc/passwd',
  'concat:/etc/passwd|/etc/hosts',
  'http://127.0.0.1/',
  '../../etc/passwd',
  '$(id)',
  '`id`',
  ';id',
  '|id',
  'a\nb',
  'a\0b',
] as const;

/** Everything of a recipe that is text, and what is a number but might be taken as text. */
const RECIPES: readonly ((text: string) => object)[] = [
  (text) => ({ kind: text }),
  (text) => ({ kind: 'convert', container: text }),
  (text) => ({ kind: 'convert', container: 'mp4', name: text }),
  (text) => ({ kind: 'convert', container: 'mp4', video: { codec: text } }),
  (text) => ({ kind: 'convert', container: 'mp4', video: { preset: text } }),
  (text) => ({ kind: 'convert', container: 'mov', video: { codec: 'prores', profile: text } }),
  (text) => ({ kind: 'convert', container: 'mp4', video: { maxWidth: text } }),
  (text) => ({ kind: 'convert', container: 'mp4', video: { [text]: 1 } }),
  (text) => ({ kind: 'convert', container: 'mp4', audio: { codec: text } }),
  (text) => ({ kind: 'convert', container: 'mp4', trim: { startSeconds: text } }),
  (text) => ({ kind: 'hls', video: { preset: text } }),
  (text) => ({ kind: 'hls', rungs: [text] }),
  (text) => ({ kind: 'hls', ladder: text }),
  (text) => ({ kind: 'poster', format: text }),
  (text) => ({ kind: 'thumbnail', format: text }),
  (text) => ({ kind: 'storyboard', format: text }),
  (text) => ({ kind: 'poster', [text]: 1 }),
];

it('no text of a recipe becomes an option: what is not one of few words is refused, and nothing is made', async () => {
  const server = await openServer(await tempFolder());
  for (const outputOf of RECIPES) {
    for (const text of INJECTED) {
      const recipe = JSON.stringify({ outputs: [outputOf(text)] });
      const query = new URLSearchParams({ name: 'a.mp4', recipe });
      const { status } = await fetch(`${server.url}/api/v1/assets?${query}`, { method: 'PUT', body: 'abc' });
      expect([recipe, status]).toEqual([recipe, 400]);
    }
  }
  expect(await leftBehind(server)).toEqual(NOTHING);
});

it('no parameter of a picture that is asked for becomes one either', async () => {
  const server = await openServer(await tempFolder());
  const { id } = await addAsset(server, 'a');
  const before = await leftBehind(server);
  for (const name of ['at', 'width', 'height', 'format', 'quality', '-vf']) {
    for (const text of INJECTED) {
      const query = new URLSearchParams({ at: '1', [name]: text });
      const { status } = await fetch(`${server.url}/api/v1/assets/${id}/still?${query}`);
      expect([name, text, status]).toEqual([name, text, 400]);
    }
  }
  expect(await leftBehind(server)).toEqual(before);
});
