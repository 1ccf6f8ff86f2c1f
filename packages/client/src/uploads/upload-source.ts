/** A file that is read in slices: a browser's `File`, or what `@reelmill/client/node` opens. */
export interface UploadSource {
  readonly name: string;
  readonly size: number;
  readonly lastModified: number;
  /** Media type; empty where nobody knows. */
  readonly type: string;
  slice(start: number, end: number): Pick<Blob, 'arrayBuffer'>;
}

/** Bytes of a file as a request's body: a blob, which the browser reads by itself, where the file is one. */
export const bodyOf = async (source: UploadSource, start: number, end: number): Promise<BodyOf> => {
  const part = source.slice(start, Math.min(end, source.size));
  return part instanceof Blob && 'XMLHttpRequest' in globalThis
    ? part
    : new Uint8Array(await part.arrayBuffer());
};

export type BodyOf = Blob | Uint8Array<ArrayBuffer>;
