import type { Asset } from '@reelmill/core';

const LOOK_EVERY_MS = 100;

/** Sends a file and waits for the end of its job, however it ends. */
export const addAsset = async (url: string, bytes: Uint8Array, recipe: string): Promise<Asset> => {
  const query = new URLSearchParams({ name: 'bench.mp4', recipe });
  const put = await fetch(`${url}/api/v1/assets?${query}`, { method: 'PUT', body: new Uint8Array(bytes) });
  if (!put.ok) throw new Error(`${put.status}: ${await put.text()}`);
  const { id } = (await put.json()) as Asset;
  for (;;) {
    const asset = (await (await fetch(`${url}/api/v1/assets/${id}`)).json()) as Asset;
    if (asset.state !== 'processing') return asset;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
};
