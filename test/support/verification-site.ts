import { createInMemoryAttemptLimiter } from '../../src/attempts/index.ts';
import { limitRules } from '../../src/attempts/model.ts';
import {
  createSpoolRoom,
  createVerificationService,
  type RecordedReport,
  type ReportSeal,
  type VerificationService,
  verificationRoutes,
} from '../../src/verification/index.ts';
import { type SampleSite, startSampleSite } from './sample-site.ts';
import type { SigningWorld } from './signing-world.ts';

export const verificationMaxBytes = 6 * 1024 * 1024;

interface TestVerificationOptions {
  readonly freeTries?: number;
  readonly seal?: ReportSeal;
  /** Gets what was recorded. */
  readonly recorded?: RecordedReport[];
}

/** The verification, which believes the root of a signing world and asks its authorities. */
export function createTestVerification(
  world: SigningWorld,
  options: TestVerificationOptions = {},
): VerificationService {
  const { clock, root, intermediates, status } = world;
  const rules = { ...limitRules, address: { ...limitRules.address, freeTries: options.freeTries ?? 1000 } };
  const services = (['ca', 'tsa'] as const).map((type) => ({ type, certificate: root }));
  return createVerificationService({
    clock,
    limiter: createInMemoryAttemptLimiter({ clock, rules }),
    trust: async () => ({ model: { services }, intermediates }),
    sources: (tell) => ({
      ocsp: {
        async fetch(query) {
          tell({ what: 'ocsp', address: 'http://ocsp.acar.az', outcome: 'answered' });
          return status.ocsp.fetch(query);
        },
      },
      crls: status.crls,
      issuers: { fetch: () => Promise.reject(new Error('nobody has issuers here')) },
    }),
    validator: 'https://verify.example.az',
    seal: options.seal,
    record: async (made) => void options.recorded?.push(made),
  });
}

/** The public verification over real HTTP. */
export async function startVerificationSite(
  world: SigningWorld,
  options: TestVerificationOptions & {
    /** For what does not fit into memory. */
    readonly spoolBytes?: number;
  } = {},
): Promise<SampleSite> {
  const { clock } = world;
  const service = createTestVerification(world, options);
  const portal = { home: '/', help: '/', accessibility: '/' };
  const frame = { portal, isDemonstration: true };
  return startSampleSite(
    verificationRoutes({
      ...frame,
      origin: 'https://verify.example.az',
      maxBytes: verificationMaxBytes,
      service,
      room: createSpoolRoom(options.spoolBytes ?? 4 * verificationMaxBytes),
      now: () => clock.now(),
    }),
  );
}
