import type { Clock } from '../oidc/ports.ts';
import type { DocumentsRoom } from './app-documents.ts';
import type { Identity } from './app-identity.ts';
import { openSite } from './app-site.ts';
import { ConfigurationError } from './config/index.ts';
import type { Database } from './db/index.ts';
import {
  createBrowserBinding,
  createSite,
  type Fetch,
  type Handler,
  type SiteOptions,
} from './http/index.ts';
import { type CardAsking, jwksRoute } from './documents/index.ts';
import {
  type CourtDeps,
  courtErrorPage,
  courtRoutes,
  createCourts,
  createHearings,
  createIssuing,
  type Hearings,
  type NoticeDeliveries,
  sendSigned,
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
  /** Undefined where no documents can be signed. */
  readonly documents: DocumentsRoom | undefined;
  /** Undefined where nothing is delivered yet: then no notices are made. */
  readonly deliveries: NoticeDeliveries | undefined;
  readonly fetch: Fetch;
  readonly log: Log;
}

/** The electronic court, at an origin of its own. */
export interface CourtSite {
  site(common: Pick<SiteOptions, 'explain' | 'onError' | 'onAnswer'>): readonly [string, Handler];
}

/** Undefined where no origin is set. @throws ConfigurationError */
export function composeCourt(parts: CourtParts): CourtSite | undefined {
  const { config, keys, db, log } = parts;
  const { origin, clientFile } = config.court;
  if (origin === undefined || !config.roles.includes('web')) return undefined;
  if (clientFile === '')
    throw new ConfigurationError(['ACAR_COURT_CLIENT_FILE: is needed where ACAR_COURT_ORIGIN is set']);
  const opened = openSite({ ...parts, origin, clientFile });
  const { session } = opened;
  const { clock } = parts;
  const courts = createCourts({ db });
  const { hours, leadDays } = config.court;
  const hearings = createHearings({ db, clock, courts, hours, leadDays });
  const routes = [
    ...courtRoutes({
      courts,
      hearings,
      now: () => clock.now(),
      judges: judgesPart(parts, hearings, cardAsking(parts, origin)),
      session: (request) => opened.personOf(request),
      signInUrl: (returnTo, level) => session.signInUrl(returnTo, level),
      signOut: session.signOut,
      portal: config.origins.portal,
    }),
    jwksRoute(async () => (await parts.identity.signingKeys.keysAt(clock.now())).jwks),
    ...siteSessionRoutes({
      site: 'court',
      session,
      onFailure: (problem) => log.warn('court.sign_in_failed', { outcome: problem }),
    }),
  ];
  return {
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

function judgesPart(
  { config, db, clock, documents: room, deliveries }: CourtParts,
  hearings: Hearings,
  card: CardAsking | undefined,
): CourtDeps['judges'] {
  if (!room || !deliveries) return undefined;
  const subjectKey = deriveSubjectKey(config.secrets.pairwise);
  const subjectOf = (personalCode: string) => recordSubject(subjectKey, personalCode);
  const recorder = createRecorder({ clock });
  const signings = room.notices.signings(sendSigned({ recorder, hearings, deliveries, subjectOf }));
  const { documents } = room.notices;
  const verifyAt = config.verification.origin ?? config.origins.portal;
  const issuing = createIssuing({ db, clock, documents, hearings, verifyAt, signings });
  return { issuing, signings, card, hours: config.court.hours };
}

function cardAsking({ config, identity }: CourtParts, origin: string): CardAsking | undefined {
  if (config.card.authorities.length === 0) return undefined;
  return {
    agentOrigin: config.card.agentOrigin,
    origin,
    sign: (typ, claims) => identity.requests.sign(typ, claims),
  };
}
