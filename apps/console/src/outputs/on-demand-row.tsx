import { Sparkles } from 'lucide-react';
import { useState } from 'react';
import { client } from '../api/client.ts';
import { Button } from '../design/button.tsx';
import styles from './output-row.module.css';

/** An output that is made when somebody asks for it, and the way to ask. Its job is shown like any other. */
export const OnDemandRow = ({
  assetId,
  name,
  kind,
}: {
  readonly assetId: string;
  readonly name: string;
  readonly kind: string;
}) => {
  const [isAsked, setIsAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = async () => {
    setIsAsked(true);
    const answer = await client.assets.output(assetId, name);
    if (answer.ok) return setProblem(null);
    setIsAsked(false);
    setProblem(answer.error.message);
  };
  return (
    <div className={styles.row}>
      <div className={styles.line}>
        <span className={styles.icon}>
          <Sparkles aria-hidden />
        </span>
        <div className={styles.words}>
          <span className={styles.name}>{name}</span>
          <span className={styles.facts}>
            {isAsked ? 'Being made' : `${name === kind ? '' : `${kind}, `}made when asked for`}
          </span>
          {problem ? <span role="alert">{problem}</span> : null}
        </div>
        <Button onClick={() => void ask()} disabled={isAsked} aria-label={`Make now: ${name}`}>
          Make now
        </Button>
      </div>
    </div>
  );
};
