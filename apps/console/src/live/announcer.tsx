import { createContext, type ReactNode, use, useCallback, useState } from 'react';

const AnnounceContext = createContext<(text: string) => void>(() => undefined);

/** Says a sentence to people who listen to the page instead of looking at it. */
export const useAnnounce = (): ((text: string) => void) => use(AnnounceContext);

export const Announcer = ({ children }: { readonly children: ReactNode }) => {
  const [said, setSaid] = useState({ count: 0, text: '' });
  const announce = useCallback((text: string) => setSaid(({ count }) => ({ count: count + 1, text })), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="visually-hidden" role="log" aria-live="polite" aria-atomic>
        {/* A new element each time: the same words twice are said twice. */}
        <span key={said.count}>{said.text}</span>
      </div>
    </AnnounceContext>
  );
};
