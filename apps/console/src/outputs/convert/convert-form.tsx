import {
  type ApiError,
  type Asset,
  type ConvertOptions,
  ok,
  type RecipeInput,
  type Result,
} from '@reelmill/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { FileOutput } from 'lucide-react';
import { useState } from 'react';
import { client, unwrap } from '../../api/client.ts';
import { keys } from '../../api/query-client.ts';
import { Panel } from '../../asset/panel.tsx';
import { Button } from '../../design/button.tsx';
import { Select } from '../../design/select.tsx';
import { changeJob } from '../../live/apply-event.ts';
import { Codecs, Field, Numeric, QualityValue } from './convert-fields.tsx';
import styles from './convert-form.module.css';
import { type ConvertWish, canKeepHdr, defaultsOf, freeName, outputOf, wishFor } from './convert-wish.ts';

/** Asks for one more file of the video, beside what it has. */
export const ConvertPanel = ({ asset }: { readonly asset: Asset }) => {
  const [isOpen, setIsOpen] = useState(false);
  const { data: options, error } = useQuery({
    queryKey: keys.convertOptions,
    queryFn: ({ signal }) => unwrap(client.convert.options(signal)),
    enabled: isOpen,
  });
  return (
    <Panel
      title="Convert"
      action={
        <Button
          icon={<FileOutput aria-hidden />}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
          data-testid="convert-open"
        >
          {isOpen ? 'Close' : 'New file'}
        </Button>
      }
    >
      {isOpen && options ? (
        <ConvertForm asset={asset} options={options} onAsked={() => setIsOpen(false)} />
      ) : null}
      {isOpen && error ? (
        <p role="alert" className={styles.problem}>
          {error.message}
        </p>
      ) : null}
      {isOpen ? null : (
        <p className={styles.hint}>
          MP4, WebM, GIF, sound alone: a copy to download, of all of it or of a part.
        </p>
      )}
    </Panel>
  );
};

/** The job whose recipe the asset is getting or has: a newer one may have added a report alone. */
const makerOf = async ({ id, state, job }: Asset): Promise<Result<string | undefined, ApiError>> => {
  const versions = await client.assets.versions(id);
  if (!versions.ok) return versions;
  const shown = versions.value.items.find(({ isCurrent }) => isCurrent)?.jobId;
  return ok(state === 'processing' ? job?.id : (shown ?? job?.id));
};

const SHORT_SIDES = [2160, 1440, 1080, 720, 480, 360, 240];

const ConvertForm = ({
  asset,
  options,
  onAsked,
}: {
  readonly asset: Asset;
  readonly options: ConvertOptions;
  readonly onAsked: () => void;
}) => {
  const cache = useQueryClient();
  const [wish, setWish] = useState(() => wishFor(options, options.containers[0]?.name ?? 'mp4'));
  const [problem, setProblem] = useState<string | null>(null);
  const change = (part: Partial<ConvertWish>) => setWish((before) => ({ ...before, ...part }));
  const container = options.containers.find(({ name }) => name === wish.container);
  const isEncoded = container?.holds === 'tracks' && wish.video !== 'copy' && wish.video !== 'none';
  const isHeard = container?.holds !== 'animation' && wish.audio !== 'none' && wish.audio !== 'copy';
  const picture = asset.probe?.video[0];
  const shortSide = picture ? Math.min(picture.displayWidth, picture.displayHeight) : 0;

  const ask = async () => {
    // A version is what one job makes: what is there stays, because it is asked for again, and is cached.
    const maker = await makerOf(asset);
    if (!maker.ok) return setProblem(maker.error.message);
    const job = maker.value === undefined ? null : await client.jobs.get(maker.value);
    if (job && !job.ok) return setProblem(job.error.message);
    const known = job?.value.recipe.outputs ?? [];
    const name = freeName(
      wish.container,
      known.map((output) => output.name),
    );
    const recipe = { outputs: [...known, outputOf(wish, options, name)] } as RecipeInput;
    const answer = await client.jobs.create({ assetId: asset.id, recipe });
    if (!answer.ok) return setProblem(answer.error.message.replace(/outputs\[\d+\]\./, ''));
    changeJob(cache, answer.value);
    onAsked();
  };

  return (
    <form action={ask} className={styles.form}>
      <Field label="File">
        {(id) => (
          <Select
            id={id}
            value={wish.container}
            onChange={(event) =>
              setWish(wishFor(options, event.target.value as ConvertWish['container'], wish))
            }
          >
            {options.containers.map(({ name, label }) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {container?.holds === 'tracks' ? (
        <Field label="Picture">
          {(id) => (
            <Codecs
              id={id}
              value={wish.video}
              codecs={container.videoCodecs}
              onPick={(video) => change({ video, crf: defaultsOf(options, video, wish.audio).crf })}
            />
          )}
        </Field>
      ) : null}
      {isEncoded && wish.video !== 'prores' ? (
        <>
          <Field label="Quality">
            {(id) => (
              <Select
                id={id}
                value={wish.quality}
                onChange={(event) => change({ quality: event.target.value as ConvertWish['quality'] })}
              >
                <option value="crf">constant</option>
                <option value="bitrate">Mbit/s</option>
                <option value="size">at most MB</option>
              </Select>
            )}
          </Field>
          <QualityValue wish={wish} options={options} onChange={change} />
          <Field label="Speed">
            {(id) => (
              <Select
                id={id}
                value={wish.preset}
                onChange={(event) => change({ preset: event.target.value })}
              >
                {options.presets.map((preset) => (
                  <option key={preset}>{preset}</option>
                ))}
              </Select>
            )}
          </Field>
        </>
      ) : null}
      {isEncoded ? (
        <Field label="Size">
          {(id) => (
            <Select
              id={id}
              value={wish.shortSide}
              onChange={(event) => change({ shortSide: event.target.value })}
            >
              <option value="">as it is</option>
              {SHORT_SIDES.filter((side) => side < shortSide).map((side) => (
                <option key={side} value={side}>
                  {side}p
                </option>
              ))}
            </Select>
          )}
        </Field>
      ) : null}
      {isEncoded && picture && picture.dynamicRange !== 'sdr' && canKeepHdr(options, wish.video) ? (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={wish.keepsHdr}
            onChange={(event) => change({ keepsHdr: event.target.checked })}
          />
          Keep HDR
        </label>
      ) : null}
      {isEncoded || container?.holds === 'animation' ? (
        <Numeric
          label="Frames a second"
          value={wish.frameRate}
          placeholder={
            container?.holds === 'animation' ? String(options.animation.frameRate.byDefault) : 'as it is'
          }
          onChange={(frameRate) => change({ frameRate })}
        />
      ) : null}
      {container?.holds === 'tracks' ? (
        <Field label="Sound">
          {(id) => (
            <Codecs
              id={id}
              value={wish.audio}
              codecs={container.audioCodecs}
              onPick={(audio) =>
                change({ audio, kilobitsPerSecond: defaultsOf(options, wish.video, audio).kilobitsPerSecond })
              }
            />
          )}
        </Field>
      ) : null}
      {isHeard && wish.kilobitsPerSecond !== '' ? (
        <Numeric
          label="Sound, kbit/s"
          value={wish.kilobitsPerSecond}
          onChange={(kilobitsPerSecond) => change({ kilobitsPerSecond })}
        />
      ) : null}
      <Numeric
        label="From second"
        value={wish.startSeconds}
        placeholder="the start"
        onChange={(startSeconds) => change({ startSeconds })}
      />
      <Numeric
        label="To second"
        value={wish.endSeconds}
        placeholder="the end"
        onChange={(endSeconds) => change({ endSeconds })}
      />
      {isHeard ? (
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={wish.isNormalised}
            onChange={(event) => change({ isNormalised: event.target.checked })}
          />
          As loud as others ({options.loudness.targetLufs.byDefault} LUFS)
        </label>
      ) : null}
      {problem ? (
        <p role="alert" className={styles.problem}>
          {problem}
        </p>
      ) : null}
      <div className={styles.actions}>
        <Button look="primary" type="submit" data-testid="convert-ask">
          Convert
        </Button>
      </div>
    </form>
  );
};
