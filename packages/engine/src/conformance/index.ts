export { describeBlobStoreConformance } from './blob-store.ts';
export { describeDispatchConformance } from './dispatch.ts';
export { describeEventBusConformance } from './event-bus.ts';
export { describeObjectSourceConformance } from './object-source.ts';
export { describePartStoreConformance } from './part-store.ts';
export { describeStoreConformance } from './store.ts';
