import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isJourney = ({ moduleId }: TestSpecification) => moduleId.includes('/e2e/');

/** Journeys in Chromium are spread over the run, and begin early: side by side they take the processor from each other. */
class JourneysApart extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const [journeys, others] = [sorted.filter(isJourney), sorted.filter((file) => !isJourney(file))];
    const between = Math.floor((others.length * 0.8) / Math.max(1, journeys.length));
    const spread = journeys.flatMap((file, at) => [file, ...others.slice(at * between, (at + 1) * between)]);
    return [...spread, ...others.slice(journeys.length * between)];
  }
}

const rules = ['test/{unit,architecture,vectors}/**/*.test.ts'];
/**
 * They open what they need and close it, and leave nothing in the process. Those with a token in SoftHSM do: its library
 * reads its configuration once.
 */
const rooms = [
  'test/conformance/**/*.test.ts',
  'test/contract/**/!(seal|signer).test.ts',
  'test/integration/{accesses,accounts,attempts,db,documents,gateway,http,identity,mobile,notices,operations,portal,site-session,statistics,verification}/**/*.test.ts',
  'test/integration/pki/**/!(ceremony).test.ts',
];

export default defineConfig({
  test: {
    // Journeys in Chromium share two cores with the other workers.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Waiting for an event is not timing: on a busy machine it may take long.
    expect: { poll: { timeout: 45_000 } },
    // Most suites run several programs; `scripts/test` names every test that needed its second try.
    retry: process.env['CI'] === 'true' ? 1 : 0,
    // Node loads our TypeScript itself, as it does in the product, and compiles each module once for all workers.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    setupFiles: ['test/support/compiled-modules.ts'],
    pool: 'forks',
    // Journeys wait more than they compute: with two, a core of two stood idle half of the time.
    maxWorkers: 3,
    sequence: { sequencer: JourneysApart },
    reporters: ['default'],
    projects: [
      {
        extends: true,
        // They start nothing and change nothing outside themselves: a worker loads what they test once for many files.
        test: { name: 'rules', include: rules, isolate: false },
      },
      {
        extends: true,
        test: {
          name: 'rooms',
          include: rooms,
          isolate: false,
          globalSetup: ['test/support/database-cluster.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'programs',
          include: ['test/**/*.test.ts'],
          exclude: [...rules, ...rooms],
          globalSetup: ['test/support/database-cluster.ts'],
        },
      },
    ],
  },
});
