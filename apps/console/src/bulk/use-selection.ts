import { useState } from 'react';

/** Which assets are chosen, across the pages of a list. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly toggle: (id: string) => void;
  readonly add: (ids: readonly string[]) => void;
  readonly clear: () => void;
}

export const useSelection = (): Selection => {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  return {
    ids,
    toggle: (id) =>
      setIds((known) => new Set(known.has(id) ? [...known].filter((other) => other !== id) : [...known, id])),
    add: (more) => setIds((known) => new Set([...known, ...more])),
    clear: () => setIds(new Set()),
  };
};
