import { randomBytes } from 'node:crypto';
import type { Clock } from '../oidc/ports.ts';
import type { Identity } from './app-identity.ts';
import { openSite } from './app-site.ts';
import { ConfigurationError } from './config/index.ts';
import { type Consumer, createConsumer } from './connector/index.ts';
import type { Database } from './db/index.ts';
import {
  createBrowserBinding,
  createSite,
  type Fetch,
  type Handler,
  type SiteOptions,
} from './http/index.ts';
import {
  courtErrorPage,
  courtRoutes,
  createCourts,
  createLookups,
  createPersonSearch,
  createRotation,
  createRotationViews,
} from './notices/index.ts';
import type { Log } from './operations/index.ts';
import { createRecorder, recordSubject } from './records/index.ts';
import { deriveSubjectKey, type ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';
import { siteSessionRoutes } from './site-session/index.ts';

export interface CourtParts {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly identity: Identity;
  readonly fetch: Fetch;
  readonly log: Log;
}

/** The electronic court, at an origin of its own. */
export interface CourtSite {
  /** Ends the connection to the gateway. */
  close(): void;
  site(common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>): readonly [string, Handler];
}

/** Undefined where no origin is set. @throws ConfigurationError */
export function composeCourt(parts: CourtParts): CourtSite | undefined {
  const { config, keys, db, clock, log } = parts;
  const { origin, clientFile } = config.court;
  if (origin === undefined || !config.roles.includes('web')) return undefined;
  if (clientFile === '')
    throw new ConfigurationError(['ACAR_COURT_CLIENT_FILE: is needed where ACAR_COURT_ORIGIN is set']);
  const opened = openSite({ ...parts, origin, clientFile });
  const { session } = opened;
  const connector = openCourtConnector(parts);
  const subjectKey = deriveSubjectKey(config.secrets.pairwise);
  const routes = [
    ...courtRoutes({
      courts: createCourts({ db }),
      rotation: createRotation({ db, clock, recorder: createRecorder({ clock }) }),
      lots: createRotationViews({ db, clock }),
      lookups: createLookups({
        db,
        clock,
        recorder: createRecorder({ clock }),
        search: connector && createPersonSearch(connector),
        subjectOf: (personalCode) => recordSubject(subjectKey, personalCode),
        key: keys.courtLookups,
      }),
      clock,
      session: (request) => opened.personOf(request),
      signInUrl: (returnTo, level) => session.signInUrl(returnTo, level),
      signOut: session.signOut,
      portal: config.origins.portal,
    }),
    ...siteSessionRoutes({
      site: 'court',
      session,
      onFailure: (problem) => log.warn('court.sign_in_failed', { outcome: problem }),
    }),
  ];
  return {
    close: () => connector?.close(),
    site: (common) => [
      origin,
      createSite({
        origin,
        routes,
        binding: createBrowserBinding(keys.courtForms),
        errorPage: courtErrorPage,
        ...common,
      }),
    ],
  };
}

/** So long a register may take before its page says that it does not answer. */
const askingTimeoutMs = 12_000;

/** By which judges look persons up; undefined where no gateway is named. @throws ConfigurationError */
function openCourtConnector({ config, clock }: CourtParts): Consumer | undefined {
  const { gatewayOrigin, gatewayCertificate, gatewayKey, gatewayAuthorities } = config.court;
  if (gatewayOrigin === undefined) return undefined;
  if (gatewayCertificate === undefined || gatewayKey === undefined || gatewayAuthorities.length === 0)
    throw new ConfigurationError([
      'ACAR_COURT_GATEWAY_ORIGIN: needs ACAR_COURT_GATEWAY_CERTIFICATE_FILE, _KEY_FILE and _AUTHORITY_FILES too',
    ]);
  return createConsumer({
    gateway: gatewayOrigin,
    certificate: gatewayCertificate,
    key: gatewayKey.toString('utf8'),
    authorities: gatewayAuthorities,
    clock,
    random: { bytes: randomBytes },
    timeoutMs: askingTimeoutMs,
    mostAnswerOctets: 64 * 1024,
  });
}
