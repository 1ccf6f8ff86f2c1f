import { useEffect, useState } from 'react';

export type Theme = 'light' | 'dark';

const STORED = 'reelmill-theme';

const systemTheme = (): Theme => (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light');
const storedTheme = (): Theme | undefined => {
  const stored = readStored();
  return stored === 'light' || stored === 'dark' ? stored : undefined;
};

/** The system's theme until the user chooses one. */
export const useTheme = (): { readonly theme: Theme; readonly toggle: () => void } => {
  const [theme, setTheme] = useState<Theme>(() => storedTheme() ?? systemTheme());
  useEffect(() => {
    // Without a choice the style sheet follows the system by itself.
    if (storedTheme() !== undefined) document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  useEffect(() => {
    const query = matchMedia('(prefers-color-scheme: dark)');
    const follow = () => {
      if (!storedTheme()) setTheme(systemTheme());
    };
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  const toggle = () => {
    const next = theme === 'dark' ? 'light' : 'dark';
    writeStored(next);
    setTheme(next);
  };
  return { theme, toggle };
};

// A browser may forbid storage; the choice then lasts as long as the page.
let unstored: string | null = null;
const readStored = (): string | null => {
  try {
    return localStorage.getItem(STORED) ?? unstored;
  } catch {
    return unstored;
  }
};
const writeStored = (theme: Theme): void => {
  unstored = theme;
  try {
    localStorage.setItem(STORED, theme);
  } catch {
    // Kept in memory.
  }
};
