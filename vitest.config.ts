import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{packages,apps,scripts}/**/*.test.{ts,tsx}'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // As Node runs them for users, too. What all import is loaded once a worker: no file leaves anything to the next.
          experimental: { viteModuleRunner: false },
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'engine',
          include: ['test/{engine,media,outputs,cli,crash,security,uploads}/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // One more than the cores it is meant for: these also wait, for delays, disks and programs that start.
          maxWorkers: 3,
          experimental: { viteModuleRunner: false },
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 's3',
          include: ['test/s3/**/*.test.ts'],
          // Starts the object store they run against.
          globalSetup: ['test/rig/s3-server.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // As many as the others of their group.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          // Each drives a browser that has both cores busy; two at once disturb each other's playback.
          fileParallelism: false,
          // All of them share one browser, and a process that has the server's modules loaded.
          isolate: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
