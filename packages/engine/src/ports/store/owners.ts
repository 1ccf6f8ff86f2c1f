/** What a user has, counted from the rows. */
export interface Usage {
  /** Sources of assets, and of uploads that are not whole yet as announced; what came where no length was. */
  readonly bytes: number;
  /** Of assets whose probe is known. */
  readonly videoSeconds: number;
  /** Not ended, and those that uploads and transactions which are not whole will have. */
  readonly jobs: number;
}

/** What one user may have; null for no limit. */
export interface Quotas {
  /** Of sources and files in place of outputs: those that are here, and those that are announced. */
  readonly bytes: number | null;
  /** Of the videos that are here. How long one is, is known only once it is. */
  readonly videoSeconds: number | null;
  /** Running or waiting, and those that announced uploads will have. */
  readonly jobs: number | null;
}

export interface OwnerOperations {
  usage(ownerId: string): Promise<Usage>;
  /** What a user may have in place of what everybody may; empty for nothing. */
  quotas(ownerId: string): Promise<Partial<Quotas>>;
  /** All of it anew. */
  setQuotas(ownerId: string, quotas: Partial<Quotas>): Promise<void>;
  /** Who has some of their own. */
  withQuotas(): Promise<readonly string[]>;
}
