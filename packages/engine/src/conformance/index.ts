export { describeBlobStoreConformance } from './blob-store.ts';
export { describeDispatchConformance } from './dispatch.ts';
export { describeEventBusConformance } from './event-bus.ts';
export { describeStoreConformance } from './store.ts';
