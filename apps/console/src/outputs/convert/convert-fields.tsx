import type { ConvertOptions } from '@reelmill/core';
import { type ReactNode, useId } from 'react';
import { Select } from '../../design/select.tsx';
import styles from './convert-form.module.css';
import type { ConvertWish } from './convert-wish.ts';

/** How good, in the words that were picked. */
export const QualityValue = ({
  wish,
  options,
  onChange,
}: {
  readonly wish: ConvertWish;
  readonly options: ConvertOptions;
  readonly onChange: (part: Partial<ConvertWish>) => void;
}) => {
  switch (wish.quality) {
    case 'crf': {
      const range = options.videoCodecs.find(({ name }) => name === wish.video)?.crf;
      const label = range ? `CRF, ${range.lowest} (best) to ${range.highest}` : 'CRF';
      return <Numeric label={label} value={wish.crf} onChange={(crf) => onChange({ crf })} />;
    }
    case 'bitrate':
      return (
        <Numeric
          label="Picture, Mbit/s"
          value={wish.megabitsPerSecond}
          onChange={(megabitsPerSecond) => onChange({ megabitsPerSecond })}
        />
      );
    case 'size':
      return (
        <Numeric
          label="Whole file, MB"
          value={wish.megabytes}
          onChange={(megabytes) => onChange({ megabytes })}
        />
      );
  }
};

/** A control with its name above it. */
export const Field = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: (id: string) => ReactNode;
}) => {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
    </div>
  );
};

export const Numeric = ({
  label,
  value,
  placeholder,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
}) => (
  <Field label={label}>
    {(id) => (
      <input
        id={id}
        type="number"
        inputMode="decimal"
        step="any"
        min={0}
        value={value}
        placeholder={placeholder ?? ''}
        required={placeholder === undefined}
        onChange={(event) => onChange(event.target.value)}
      />
    )}
  </Field>
);

/** The codecs a container takes, and the two ways without one. */
export const Codecs = ({
  id,
  value,
  codecs,
  onPick,
}: {
  readonly id: string;
  readonly value: string;
  readonly codecs: readonly string[];
  readonly onPick: (codec: string) => void;
}) => (
  <Select id={id} value={value} onChange={(event) => onPick(event.target.value)}>
    {codecs.map((codec) => (
      <option key={codec}>{codec}</option>
    ))}
    <option value="copy">as it is</option>
    <option value="none">none</option>
  </Select>
);
