import {
  type Certificate,
  createEvidenceSource,
  createTimestampSource,
  type LevelSources,
  type RevocationSource,
} from '../certs/index.ts';
import type { Clock } from '../oidc/ports.ts';
import { openRevocation } from './app-card.ts';
import type { Mobile } from './app-mobile.ts';
import type { Pki } from './app-pki.ts';
import type { Database } from './db/index.ts';
import {
  createContents,
  createDocuments,
  createSignedFiles,
  createSignings,
  type Documents,
  documentFormats,
  readRenewalBacklog,
  type RenewalBacklog,
  renewDocuments,
  type SignedFiles,
  type Signings,
} from './documents/index.ts';
import { createOutboundFetch } from './http/index.ts';
import { createOutbox } from './notify/index.ts';
import { createRecorder } from './records/index.ts';
import type { ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';
import { createCrlClient, createTimeStampClient, sourceLimits } from './signature-sources/index.ts';

export interface DocumentsParts {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  /** The certificate service of this process. */
  readonly pki: Pki | undefined;
  readonly mobile: Mobile | undefined;
  readonly onError: (error: unknown) => void;
}

export interface DocumentsRoom {
  readonly documents: Documents;
  readonly signings: Signings;
  readonly signedFiles: SignedFiles;
  close(): Promise<void>;
}

const monthMs = 30 * 86_400_000;

interface SignatureTrust {
  readonly anchors: readonly Certificate[];
  readonly intermediates: readonly Certificate[];
}

/** Undefined where nobody's certificates are trusted or no time stamp can be had: then no documents are signed. */
export function composeDocuments(parts: DocumentsParts): DocumentsRoom | undefined {
  const { config, keys, db, clock, mobile } = parts;
  if (!config.roles.includes('web')) return undefined;
  const trust = trustOf(parts);
  const opened = trust && openSources(parts, trust);
  if (!trust || !opened) return undefined;
  const recorder = createRecorder({ clock });
  const contents = createContents({ db, clock, key: keys.documents });
  const common = { db, clock, recorder, contents };
  return {
    documents: createDocuments({
      ...common,
      notifier: createOutbox({ clock }),
      portalOrigin: config.origins.portal,
      limits: config.documents,
    }),
    signings: createSignings({
      ...common,
      trust,
      sources: opened.sources,
      formats: documentFormats(config.verification.origin ?? config.origins.portal),
      phones: mobile?.documents,
    }),
    signedFiles: createSignedFiles(common),
    close: () => opened.close(),
  };
}

export interface RenewalParts extends Omit<DocumentsParts, 'db' | 'mobile'> {
  /** As `acar_worker`. */
  readonly db: Database;
  readonly random: () => number;
}

/** Archive time stamps for the documents that are kept. */
export interface Renewal {
  run(signal: AbortSignal): Promise<void>;
  backlog(): Promise<RenewalBacklog>;
  close(): Promise<void>;
}

/** Undefined in a process without the role `worker`, and where no documents can be signed. */
export function composeRenewal(parts: RenewalParts): Renewal | undefined {
  const { config, keys, db, clock, random, onError } = parts;
  if (!config.roles.includes('worker')) return undefined;
  const trust = trustOf(parts);
  const opened = trust && openSources(parts, trust);
  if (!opened) return undefined;
  const deps = {
    db,
    clock,
    random,
    recorder: createRecorder({ clock }),
    contents: createContents({ db, clock, key: keys.documents }),
    formats: documentFormats(config.verification.origin ?? config.origins.portal),
    sources: opened.sources,
    leadMs: config.documents.renewMonths * monthMs,
    onError,
  };
  return {
    run: async (signal) => void (await renewDocuments(deps, signal)),
    backlog: () => readRenewalBacklog(db, new Date(clock.now())),
    close: () => opened.close(),
  };
}

/** Those that were named, else the certificate service of this process. */
function trustOf({ config, pki }: Pick<DocumentsParts, 'config' | 'pki'>): SignatureTrust | undefined {
  const { anchors, intermediates } = config.signatures;
  if (anchors.length > 0) return { anchors, intermediates };
  if (!pki) return undefined;
  const chains = pki.authorities.all.map(({ chain }) => chain);
  return {
    anchors: unique(chains.flatMap((chain) => chain.at(-1) ?? [])),
    intermediates: unique(chains.flatMap((chain) => chain.slice(0, -1))),
  };
}

function unique(certificates: readonly Certificate[]): readonly Certificate[] {
  return [...new Map(certificates.map((one) => [Buffer.from(one.raw).toString('base64'), one])).values()];
}

function openSources(
  { config, clock, pki, onError }: Pick<DocumentsParts, 'config' | 'clock' | 'pki' | 'onError'>,
  trust: SignatureTrust,
): { readonly sources: LevelSources; close(): Promise<void> } | undefined {
  const { ocspAddresses, crlOrigins, timeStampAddress } = config.signatures;
  // The operator named these addresses, and such services are often neighbours on a private network.
  const fetch = createOutboundFetch({ allowPrivate: true, ...sourceLimits });
  const send = timeStampAddress ? createTimeStampClient({ address: timeStampAddress, fetch }) : pki?.stamp;
  const crls = crlOrigins.length > 0 ? createCrlClient({ origins: crlOrigins, fetch }) : pki?.crls;
  if (!send || !crls || (ocspAddresses.length === 0 && !pki)) return undefined;
  const own: RevocationSource | undefined = pki?.revocation;
  const asked = openRevocation({
    addresses: ocspAddresses,
    own,
    setting: 'ACAR_SIGNATURE_OCSP_URLS',
    onError,
  });
  return {
    sources: {
      timestamps: createTimestampSource({ hash: 'sha256', send }),
      evidence: createEvidenceSource({ ...trust, ocsp: asked.revocation, crls, now: () => clock.now() }),
    },
    async close() {
      await Promise.all([fetch.close(), asked.close()]);
    },
  };
}
