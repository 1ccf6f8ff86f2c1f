import type { Asset, Output, Result } from '@reelmill/core';
import { useRef, useState } from 'react';
import { client } from '../api/client.ts';
import { Button } from '../design/button.tsx';
import { Mp4Card } from './mp4-card.tsx';
import styles from './tier-card.module.css';

/** A tier, with the ways to put a file in its place and to take that back. The job that follows is shown like any other. */
export const TierCard = ({
  assetId,
  output,
}: {
  readonly assetId: string;
  readonly output: Extract<Output, { kind: 'tier' }>;
}) => {
  const input = useRef<HTMLInputElement>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const change = async (answer: Promise<Result<Asset, { readonly message: string }>>) => {
    setIsBusy(true);
    const changed = await answer;
    setIsBusy(false);
    setProblem(changed.ok ? null : changed.error.message);
  };
  const { name } = output;
  return (
    <Mp4Card output={output}>
      <div className={styles.actions}>
        <Button
          look="quiet"
          disabled={isBusy}
          aria-label={`Replace ${name} by a file`}
          onClick={() => input.current?.click()}
        >
          {isBusy ? 'Sending' : 'Replace'}
        </Button>
        {output.isReplacement ? (
          <Button
            look="quiet"
            disabled={isBusy}
            aria-label={`Make ${name} again as planned`}
            onClick={() => void change(client.assets.takeBackOutput(assetId, name))}
          >
            Take back
          </Button>
        ) : null}
        {problem ? <span role="alert">{problem}</span> : null}
        <input
          ref={input}
          type="file"
          accept="video/*"
          hidden
          data-testid={`replace-${name}`}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file) void change(client.assets.replaceOutput(assetId, name, file));
          }}
        />
      </div>
    </Mp4Card>
  );
};
