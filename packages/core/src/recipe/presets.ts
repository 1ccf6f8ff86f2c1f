import { failure } from '../failure/failure.ts';
import { err, ok, type Result } from '../failure/result.ts';
import { parseRecipe, type Recipe, type RecipeInput } from './recipe.ts';

export interface Preset {
  readonly name: string;
  readonly description: string;
  readonly recipe: Recipe;
}

const preset = (name: string, description: string, input: RecipeInput): Preset => {
  const parsed = parseRecipe(input);
  if (!parsed.ok) throw new Error(`preset ${name}: ${parsed.error.message}`);
  return { name, description, recipe: parsed.value };
};

/** Named recipes. `web` runs on every asset unless another is asked for. */
export const PRESETS: readonly Preset[] = [
  preset('web', 'Poster and adaptive HLS from 1080p to 240p, as CMAF fragmented MP4.', {
    outputs: [{ kind: 'poster' }, { kind: 'hls' }],
  }),
  preset('web-small', 'Poster and adaptive HLS of at most 480p: quick to make, small to keep.', {
    outputs: [{ kind: 'poster' }, { kind: 'hls', rungs: [480, 360, 240], audio: { bitrateBps: 96_000 } }],
  }),
  preset('web-auto', 'Poster and adaptive HLS whose rungs and rates are chosen from samples of the video.', {
    outputs: [{ kind: 'poster' }, { kind: 'hls', ladder: 'auto' }],
  }),
  preset('web-measured', 'As `web`, and a report on how good every rendition came out.', {
    outputs: [{ kind: 'poster' }, { kind: 'hls' }, { kind: 'quality' }],
  }),
  preset('proxy', 'Review copy: one MP4 of at most 480 lines and 10 pictures a second.', {
    outputs: [{ kind: 'proxy' }],
  }),
  preset('tiers', '4K and 3K as HEVC, HD and SD as H.264 baseline, and a thumbnail: fragmented MP4.', {
    outputs: [{ kind: 'tiers' }],
  }),
  preset('web-ts', 'Adaptive HLS for old players: MPEG transport streams of 10 s with the sound in each.', {
    outputs: [{ kind: 'poster' }, { kind: 'hls', container: 'ts', segmentSeconds: 10 }],
  }),
  preset('web-encrypted', 'Adaptive HLS with encrypted segments (AES-128), another key every 30 of them.', {
    outputs: [{ kind: 'poster' }, { kind: 'hls', encryption: { scheme: 'aes-128', segmentsPerKey: 30 } }],
  }),
  preset('poster', 'A still picture only.', { outputs: [{ kind: 'poster' }] }),
  preset('storyboard', 'Small pictures of the whole video for the timeline of a player: sheets and WebVTT.', {
    outputs: [{ kind: 'storyboard' }],
  }),
  preset('thumbnail', 'A small still picture only.', { outputs: [{ kind: 'thumbnail' }] }),
  preset('mp4', 'One MP4 that plays everywhere: H.264 and AAC, its index in front.', {
    outputs: [{ kind: 'convert', name: 'mp4', container: 'mp4' }],
  }),
  preset('webm', 'One WebM of free formats: VP9 and Opus.', {
    outputs: [{ kind: 'convert', name: 'webm', container: 'webm' }],
  }),
  preset('gif', 'The first minute as a GIF, 480 wide at 12 frames a second.', {
    outputs: [{ kind: 'convert', name: 'gif', container: 'gif' }],
  }),
  preset('audio-m4a', 'The sound alone as AAC.', {
    outputs: [{ kind: 'convert', name: 'audio', container: 'm4a' }],
  }),
  preset('audio-mp3', 'The sound alone as MP3, as loud as others (-16 LUFS).', {
    outputs: [{ kind: 'convert', name: 'audio', container: 'mp3', audio: { loudness: {} } }],
  }),
  preset('frames', 'All pictures as raw RGB565 for a display of 320×170 at 25 a second, in a zip.', {
    outputs: [{ kind: 'frames' }],
  }),
  preset('probe', 'Nothing but the facts of the file.', { outputs: [{ kind: 'probe' }] }),
  preset('validate', 'A report on whether the file is whole: every track is decoded from end to end.', {
    outputs: [{ kind: 'validation' }],
  }),
];

export const DEFAULT_PRESET = 'web';

/** A preset's name or a recipe written out; the name is `custom` for the latter. */
export const resolveRecipe = (wanted: unknown): Result<{ name: string; recipe: Recipe }> => {
  if (typeof wanted !== 'string') {
    const parsed = parseRecipe(wanted);
    return parsed.ok ? ok({ name: 'custom', recipe: parsed.value }) : parsed;
  }
  const found = PRESETS.find((candidate) => candidate.name === wanted);
  if (found) return ok({ name: found.name, recipe: found.recipe });
  const names = PRESETS.map((candidate) => candidate.name);
  return err(
    failure(
      'INVALID_RECIPE',
      'bad-input',
      `There is no recipe named "${wanted}". Known: ${names.join(', ')}.`,
      {
        known: names,
      },
    ),
  );
};
