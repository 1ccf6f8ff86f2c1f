import { afterEach, beforeEach, describe } from 'vitest';
import type { Store } from '../ports/index.ts';
import { accessCases } from './store/access-cases.ts';
import { artifactCases } from './store/artifact-cases.ts';
import { assetCases } from './store/asset-cases.ts';
import { assetListCases } from './store/asset-list-cases.ts';
import { attemptCases } from './store/attempt-cases.ts';
import { batchCases } from './store/batch-cases.ts';
import { bulkCases } from './store/bulk-cases.ts';
import { cacheCases } from './store/cache-cases.ts';
import { claimCases } from './store/claim-cases.ts';
import { claimOrderCases } from './store/claim-order-cases.ts';
import { demandCases } from './store/demand-cases.ts';
import { eventCases } from './store/event-cases.ts';
import { importCases } from './store/import-cases.ts';
import { jobCases } from './store/job-cases.ts';
import { multipartCases } from './store/multipart-cases.ts';
import { outputCases } from './store/output-cases.ts';
import { ownerCases } from './store/owner-cases.ts';
import { playbackCases } from './store/playback-cases.ts';
import { replacementCases } from './store/replacement-cases.ts';
import { stepCases } from './store/step-cases.ts';
import type { StoreUnderTest } from './store/store-under-test.ts';
import { transactionCases } from './store/transaction-cases.ts';
import { transactionFileCases } from './store/transaction-file-cases.ts';
import { uploadCases } from './store/upload-cases.ts';
import { webhookCases } from './store/webhook-cases.ts';

/** What an adapter's test opens: an empty store, how to close and open the same one again, how to throw it away. */
export interface OpenedStore {
  readonly store: Store;
  /** Closes the store and opens it again on the same data; cases may call it more than once. */
  reopen(): Promise<Store>;
  close(): Promise<void>;
}

/** Every sentence of the Store port as a test; each case gets an empty store from `open`. */
export const describeStoreConformance = (name: string, open: () => Promise<OpenedStore>): void => {
  describe(`Store: ${name}`, () => {
    let opened: OpenedStore | undefined;
    let store: Store | undefined;
    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(async () => {
      await opened?.close();
      opened = undefined;
    });
    const underTest: StoreUnderTest = {
      get store() {
        if (store === undefined) throw new Error('there is a store only while a case runs');
        return store;
      },
      reopen: async () => {
        store = await opened?.reopen();
      },
    };

    describe('transactions', () => transactionCases(underTest));
    describe('assets', () => assetCases(underTest));
    describe('lists of assets', () => assetListCases(underTest));
    describe('jobs', () => jobCases(underTest));
    describe('steps', () => stepCases(underTest));
    describe('claims', () => claimCases(underTest));
    describe('the order of claims', () => claimOrderCases(underTest));
    describe('claims of a batch', () => batchCases(underTest));
    describe('attempts', () => attemptCases(underTest));
    describe('artifacts', () => artifactCases(underTest));
    describe('cache', () => cacheCases(underTest));
    describe('outputs', () => outputCases(underTest));
    describe('replacements', () => replacementCases(underTest));
    describe('demand', () => demandCases(underTest));
    describe('bulk jobs', () => bulkCases(underTest));
    describe('imports', () => importCases(underTest));
    describe('multipart uploads', () => multipartCases(underTest));
    describe('files of a transaction', () => transactionFileCases(underTest));
    describe('webhooks', () => webhookCases(underTest));
    describe('playback', () => playbackCases(underTest));
    describe('uploads', () => uploadCases(underTest));
    describe('owners', () => ownerCases(underTest));
    describe('keys and sessions', () => accessCases(underTest));
    describe('events', () => eventCases(underTest));
  });
};
