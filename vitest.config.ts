import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/database-cluster.ts'],
    // Journeys in Chromium share two cores with the other worker.
    testTimeout: 90_000,
    hookTimeout: 180_000,
    // Waiting for an event is not timing: on a busy machine it may take long.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default'],
  },
});
