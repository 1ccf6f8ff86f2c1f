import { describeDispatchConformance } from '@reelmill/engine/conformance';
import { createInProcessDispatch } from './in-process.ts';

describeDispatchConformance('in process', async () => createInProcessDispatch());
