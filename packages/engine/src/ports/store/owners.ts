/** What a user has, counted from the rows. */
export interface Usage {
  /** Sources of assets, and of uploads that are not whole yet as announced; what came where no length was. */
  readonly bytes: number;
  /** Of assets whose probe is known. */
  readonly videoSeconds: number;
  /** Not ended, and those that uploads and transactions which are not whole will have. */
  readonly jobs: number;
}

export interface OwnerOperations {
  usage(ownerId: string): Promise<Usage>;
}
