import { useId } from 'react';
import { Select } from '../design/select.tsx';
import type { Tracks } from './hls-tracks.ts';

/** Menus of what can be heard and read, where there is a choice. */
export const TrackMenus = ({
  tracks,
  onSound,
  onText,
}: {
  readonly tracks: Tracks;
  readonly onSound: (sound: string) => void;
  readonly onText: (text: string | null) => void;
}) => {
  const soundId = useId();
  const textId = useId();
  return (
    <>
      {tracks.sounds.length > 1 ? (
        <>
          <label htmlFor={soundId}>Sound</label>
          <Select
            id={soundId}
            value={tracks.sound ?? ''}
            onChange={(event) => onSound(event.target.value)}
            data-testid="sound-menu"
          >
            {tracks.sounds.map((sound) => (
              <option key={sound}>{sound}</option>
            ))}
          </Select>
        </>
      ) : null}
      {tracks.texts.length > 0 ? (
        <>
          <label htmlFor={textId}>Subtitles</label>
          <Select
            id={textId}
            value={tracks.text ?? ''}
            onChange={(event) => onText(event.target.value || null)}
            data-testid="text-menu"
          >
            <option value="">Off</option>
            {tracks.texts.map((text) => (
              <option key={text}>{text}</option>
            ))}
          </Select>
        </>
      ) : null}
    </>
  );
};
