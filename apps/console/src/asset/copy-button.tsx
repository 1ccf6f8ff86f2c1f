import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../design/button.tsx';
import { useAnnounce } from '../live/announcer.tsx';

const SAY_FOR_MS = 2000;

export const CopyButton = ({ text, children }: { readonly text: string; readonly children: string }) => {
  const [outcome, setOutcome] = useState<'copied' | 'refused' | null>(null);
  const announce = useAnnounce();
  useEffect(() => {
    if (outcome === null) return;
    const timer = setTimeout(() => setOutcome(null), SAY_FOR_MS);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async () => {
    const isCopied = await copyText(text);
    setOutcome(isCopied ? 'copied' : 'refused');
    announce(isCopied ? 'Copied' : 'The browser does not let the page copy');
  };
  return (
    <Button
      icon={outcome === 'copied' ? <Check aria-hidden /> : <Copy aria-hidden />}
      onClick={() => void copy()}
      title={text}
    >
      {outcome === 'copied' ? 'Copied' : outcome === 'refused' ? 'Not allowed' : children}
    </Button>
  );
};

/** Browsers give pages the clipboard only over https and on this machine; the old way works everywhere. */
const copyText = async (text: string): Promise<boolean> => {
  if (isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Refused: perhaps the old way is not.
    }
  }
  const before = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand('copy');
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
};
