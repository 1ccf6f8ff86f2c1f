import type { Tracks } from './hls-tracks.ts';
import { Menu } from './menu.tsx';

/** Menus of what can be heard and read, where there is a choice. */
export const TrackMenus = ({
  tracks,
  onSound,
  onText,
}: {
  readonly tracks: Tracks;
  readonly onSound: (sound: string) => void;
  readonly onText: (text: string | null) => void;
}) => (
  <>
    {tracks.sounds.length > 1 ? (
      <Menu
        label="Sound"
        value={tracks.sound ?? ''}
        onChange={(event) => onSound(event.target.value)}
        data-testid="sound-menu"
      >
        {tracks.sounds.map((sound) => (
          <option key={sound}>{sound}</option>
        ))}
      </Menu>
    ) : null}
    {tracks.texts.length > 0 ? (
      <Menu
        label="Subtitles"
        value={tracks.text ?? ''}
        onChange={(event) => onText(event.target.value || null)}
        data-testid="text-menu"
      >
        <option value="">Off</option>
        {tracks.texts.map((text) => (
          <option key={text}>{text}</option>
        ))}
      </Menu>
    ) : null}
  </>
);
