import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/database-cluster.ts'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // Waiting for an event is not timing: on a busy machine it may take long.
    expect: { poll: { timeout: 15_000 } },
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default'],
  },
});
