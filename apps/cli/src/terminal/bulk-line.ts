import type { Bulk } from '@reelmill/core';

/** How a bulk job stands: one line that is written anew on a terminal, and anywhere else one whenever an asset is done. */
export const createBulkLine = (out: NodeJS.WriteStream | null) => {
  let last = '';
  return {
    show: ({ items, progress }: Bulk): void => {
      const done = items.succeeded + items.failed + items.cancelled;
      const words = `${done} of ${items.total} assets${items.failed > 0 ? `, ${items.failed} failed` : ''}`;
      if (out?.isTTY) out.write(`\r\u001b[K${words}, ${Math.floor(progress * 100)} %`);
      else if (out && words !== last) out.write(`${words}\n`);
      last = words;
    },
    clear: (): void => {
      if (out?.isTTY) out.write('\r\u001b[K');
    },
  };
};
