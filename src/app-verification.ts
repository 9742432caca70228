import type { Clock } from '../oidc/ports.ts';
import { type Certificate, ocspAddressesOf } from '../certs/index.ts';
import type { TrustModel } from '../certs/signatures/judgement/index.ts';
import { trustModelOfContent } from '../certs/signatures/trust/index.ts';
import type { Pki } from './app-pki.ts';
import { openServiceSeal } from './app-seal.ts';
import { createAttemptLimiter, limitRulesFor } from './attempts/index.ts';
import { ConfigurationError } from './config/index.ts';
import type { Database } from './db/index.ts';
import {
  createBrowserBinding,
  createOutboundFetch,
  createSite,
  type Fetch,
  type Handler,
  type SiteOptions,
} from './http/index.ts';
import type { PortalAddresses } from './identity/index.ts';
import { startJobs } from './jobs/index.ts';
import { readOwnServices, servicesOf } from './pki/index.ts';
import type { Log } from './operations/index.ts';
import { createRecorder, singleStatement } from './records/index.ts';
import type { ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';
import {
  createNamedSources,
  crlAddressesOf,
  type EvidenceSources,
  sourceLimits,
  type Tell,
} from './signature-sources/index.ts';
import {
  createForeignLists,
  createVerificationErrorPage,
  type ForeignLists,
  type ForeignListState,
  createVerificationService,
  createReportSeal,
  createSpoolRoom,
  type MadeReport,
  type ReceivedFile,
  verificationRoutes,
} from './verification/index.ts';

export interface VerificationParts {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly portal: PortalAddresses;
  /** The certificate service of this process. */
  readonly pki: Pki | undefined;
  readonly foreign: ForeignTrust;
}

/** Lists of others, and what looks at their files. */
export interface ForeignTrust {
  readonly lists: ForeignLists;
  stop(): Promise<void>;
}

/** The public verification of documents. */
export interface Verification {
  site(common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>): readonly [string, Handler];
  /** For documents of other rooms of this process. */
  verify(file: ReceivedFile): Promise<MadeReport>;
  /** The same within the limits of the public pages for an address; undefined when they are reached. */
  verifyFor(address: string, file: ReceivedFile): Promise<MadeReport | undefined>;
  close(): Promise<void>;
}

/** Undefined where no origin is set. @throws ConfigurationError */
export function composeVerification(parts: VerificationParts): Verification | undefined {
  const { config, keys, db, clock, portal, foreign } = parts;
  const { origin, maxBytes, spoolBytes, triesPerAddress } = config.verification;
  if (origin === undefined) return undefined;
  if (spoolBytes < maxBytes)
    throw new ConfigurationError(['ACAR_VERIFICATION_SPOOL_BYTES: less than one document may have']);
  const room = createSpoolRoom(spoolBytes);
  const limits = (addressFreeTries: number) =>
    createAttemptLimiter({
      database: db,
      clock,
      pepper: keys.attempts,
      rules: limitRulesFor({ addressFreeTries }),
    });
  // The operator named these origins, and the certificate service is often a neighbour on a private network.
  const fetch = createOutboundFetch({ allowPrivate: true, ...sourceLimits });
  const { evidenceOrigins } = config.verification;
  const origins = new Set([
    ...(config.pki.origin === undefined ? [] : [config.pki.origin]),
    ...evidenceOrigins,
  ]);
  const seal = openServiceSeal(config.seal);
  const recorder = createRecorder({ clock });
  const service = createVerificationService({
    clock,
    limiter: limits(triesPerAddress),
    trust: rememberTrust(parts, foreign.lists),
    sources: evidenceSources(parts, origins, fetch),
    validator: origin,
    seal: seal && createReportSeal(seal, () => clock.now()),
    record: (facts) => recorder.record(singleStatement(db), { type: 'document.verified', facts }),
  });
  const frame = { portal, isDemonstration: config.isDevelopment };
  return {
    site: (common) => [
      origin,
      createSite({
        origin,
        routes: verificationRoutes({ ...frame, origin, maxBytes, service, room, now: () => clock.now() }),
        errorPage: createVerificationErrorPage(frame),
        binding: createBrowserBinding(keys.verificationForms),
        ...common,
      }),
    ],
    verify: (file) => service.verify([file]),
    async verifyFor(address, file) {
      const admission = await service.admit(address);
      if (admission.kind !== 'admitted') return undefined;
      try {
        return await service.verify([file]);
      } finally {
        admission.leave();
      }
    },
    close: () => fetch.close(),
  };
}

const rememberedMs = 60_000;

interface Trust {
  readonly model: TrustModel;
  readonly intermediates: readonly Certificate[];
}

/**
 * What our trusted list says, whether or not it is published; what the operator added; and the lists of others. Ours is
 * read from the database each minute.
 */
function rememberTrust(
  { db, config, clock }: VerificationParts,
  foreign: ForeignLists,
): () => Promise<Trust> {
  let known: { readonly own: Trust; readonly until: number } | undefined;
  return async () => {
    const now = clock.now();
    if (!known || now >= known.until) {
      const services = await readOwnServices(db);
      const authorities = services.filter(({ kind }) => kind !== 'unit');
      const own = {
        model: trustModelOfContent(servicesOf(services)),
        intermediates: authorities.map(({ certificate }) => certificate),
      };
      known = { own, until: now + rememberedMs };
    }
    const { model, intermediates } = known.own;
    const services = [...model.services, ...config.verification.trusted, ...foreign.services()];
    return { model: { services }, intermediates };
  };
}

/** Reads the lists of others, and looks at their files each minute. @throws ConfigurationError for a wrong one */
export async function openForeignLists({
  config,
  clock,
  log,
}: Pick<VerificationParts, 'config' | 'clock'> & { readonly log: Log }): Promise<ForeignTrust> {
  const files = config.verification.foreignLists;
  const onTrouble = ({ list, trouble }: ForeignListState) =>
    log.error('verification.trusted_list', new Error(`${list}: ${trouble?.code}: ${trouble?.message}`));
  const lists = createForeignLists({ files, clock, onTrouble });
  await lists.refresh();
  // One that has run out is told and not believed: it must not keep the service from starting.
  const wrong = lists.states().filter(({ trouble }) => trouble && trouble.code !== 'trusted_list.outdated');
  if (wrong.length > 0)
    throw new ConfigurationError(
      wrong.map(
        ({ list, trouble }) =>
          `ACAR_VERIFICATION_TRUSTED_LISTS: ${list}: ${trouble?.code}: ${trouble?.message}`,
      ),
    );
  const job = { name: 'verification.trusted_lists', everySeconds: 60, run: () => lists.refresh() };
  const jobs = startJobs(files.length > 0 ? [job] : [], {
    clock,
    onError: (error) => log.error('verification.trusted_list', error),
  });
  return { lists, stop: () => jobs.stop() };
}

/**
 * The service of this process for its own certificates, else the addresses in a certificate that may be asked; whom it
 * asked is told.
 */
function evidenceSources(
  parts: VerificationParts,
  origins: ReadonlySet<string>,
  fetch: Fetch,
): (tell: Tell) => EvidenceSources {
  return (tell) => {
    const named = createNamedSources({ allows: ({ origin }) => origins.has(origin), fetch, tell });
    const { pki } = parts;
    if (!pki) return named;
    const own = (addresses: readonly string[]) =>
      addresses.find((one) => URL.canParse(one) && new URL(one).origin === parts.config.pki.origin);
    const ask = async <T>(what: 'ocsp' | 'crl', address: string, work: Promise<T>): Promise<T> => {
      const settled = await work.then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      tell({ what, address, outcome: 'value' in settled ? 'answered' : 'failed' });
      if ('error' in settled) throw settled.error;
      return settled.value;
    };
    return {
      ocsp: {
        fetch(query) {
          const address = own(ocspAddressesOf(query.certificate));
          return address === undefined
            ? named.ocsp.fetch(query)
            : ask('ocsp', address, pki.revocation.fetch(query));
        },
      },
      crls: {
        fetch(question) {
          const address = own(crlAddressesOf(question.certificate));
          return address === undefined
            ? named.crls.fetch(question)
            : ask('crl', address, pki.crls.fetch(question));
        },
      },
      issuers: named.issuers,
    };
  };
}
