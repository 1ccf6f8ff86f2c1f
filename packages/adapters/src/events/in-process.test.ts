import { describeEventBusConformance } from '@reelmill/engine/conformance';
import { createInProcessEventBus } from './in-process.ts';

describeEventBusConformance('in process', async () => createInProcessEventBus());
