import type { Clock } from '../oidc/ports.ts';
import { findNameByPersonalCode } from './accounts/index.ts';
import { courtDelivery } from './app-court-delivery.ts';
import type { DocumentsRoom } from './app-documents.ts';
import type { Identity } from './app-identity.ts';
import type { Consumer } from './connector/index.ts';
import type { Database } from './db/index.ts';
import type { CardAsking } from './documents/index.ts';
import {
  type CourtDeps,
  createParticipantContacts,
  createCaseDraws,
  createCaseImports,
  createCases,
  createClosingHearings,
  createCourtFigures,
  createCourts,
  createEscalations,
  createHearings,
  createIssuing,
  createLookups,
  createNameLookups,
  createNameSearch,
  createOfficeTasks,
  createNoticeDeliveries,
  createNoticeWithdrawal,
  createPersonSearch,
  createPreparedNotices,
  createRotation,
  createRotationViews,
  sendSigned,
} from './notices/index.ts';
import { createOutbox } from './notify/index.ts';
import { type BulkRecorder, createRecorder, recordSubject } from './records/index.ts';
import { deriveSubjectKey, type ServiceKeys } from './secrets.ts';
import type { ServiceConfig } from './settings.ts';

export interface CourtRoomsParts {
  readonly config: ServiceConfig;
  readonly keys: ServiceKeys;
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly identity: Identity;
  /** Undefined where no documents can be signed: then judges make no notices. */
  readonly documents: DocumentsRoom | undefined;
}

/** What the court's rooms do, without who is signed in. */
export type CourtRooms = Omit<CourtDeps, 'session' | 'signInUrl' | 'signOut' | 'portal'>;

export interface CourtPlace {
  readonly origin: string;
  /** To the gateway; undefined where none is named: then no register is asked. */
  readonly connector: Consumer | undefined;
}

/** The rooms of the court, each with what it needs of the others. */
export function composeCourtRooms(parts: CourtRoomsParts, { origin, connector }: CourtPlace): CourtRooms {
  const { config, keys, db, clock } = parts;
  const recorder = createRecorder({ clock });
  const courts = createCourts({ db });
  const { hours, leadDays, aheadDays, lookupsPerHour, lookupsPerDay } = config.court;
  const hearings = createHearings({ db, clock, recorder, courts, hours, leadDays, aheadDays });
  const subjectKey = deriveSubjectKey(config.secrets.pairwise);
  const subjectOf = (personalCode: string) => recordSubject(subjectKey, personalCode);
  const draws = createCaseDraws({ clock, recorder });
  const contacts = createParticipantContacts({ clock, recorder });
  const search = connector && createNameSearch(connector);
  const names = {
    // Somebody with an account is known here; of others the register is asked.
    person: async (code: string, clerk: string) =>
      (await findNameByPersonalCode(db, code)) ?? search?.person(code, clerk),
    organisation: async (code: string, clerk: string) =>
      search ? search.organisation(code, clerk) : ('unanswered' as const),
  };
  return {
    courts,
    tasks: createOfficeTasks({ db, clock, hearings }),
    cases: createCases({
      db,
      clock,
      recorder,
      draws,
      messages: createNoticeWithdrawal({ clock }),
      hearings: createClosingHearings({ clock, recorder }),
    }),
    caseImports: createCaseImports({ db, clock }),
    nameLookups: createNameLookups({ db, clock, recorder, names, subjectOf }),
    rotation: createRotation({
      db,
      clock,
      recorder,
      hearings,
      prepared: createPreparedNotices({ recorder, documents: parts.documents?.notices.documents }),
    }),
    lots: createRotationViews({ db, clock }),
    lookups: createLookups({
      db,
      clock,
      recorder,
      search: connector && createPersonSearch(connector),
      subjectOf,
      contacts,
      key: keys.courtLookups,
      limits: { hour: lookupsPerHour, day: lookupsPerDay },
    }),
    figures: createCourtFigures({ db, clock, courts }),
    escalations: createEscalations({
      db,
      clock,
      outbox: createOutbox({ clock }),
      recorder,
      contacts,
      ...courtDelivery(config),
    }),
    hearings,
    judges: judgesRoom(parts, { origin, hearings, recorder, subjectOf }),
    clock,
    now: () => clock.now(),
  };
}

interface JudgesNeed {
  readonly origin: string;
  readonly hearings: CourtDeps['hearings'];
  readonly recorder: BulkRecorder;
  readonly subjectOf: (personalCode: string) => string;
}

function judgesRoom(parts: CourtRoomsParts, need: JudgesNeed): CourtDeps['judges'] {
  const { config, db, clock, documents: room } = parts;
  if (!room) return undefined;
  const { hearings, recorder, subjectOf } = need;
  const deliveries = createNoticeDeliveries({
    clock,
    outbox: createOutbox({ clock }),
    recorder,
    ...courtDelivery(config),
  });
  const signings = room.notices.signings(sendSigned({ recorder, hearings, deliveries, subjectOf }));
  const { documents } = room.notices;
  const verifyAt = config.verification.origin ?? config.origins.portal;
  const issuing = createIssuing({ db, clock, documents, hearings, verifyAt, signings });
  return { issuing, signings, card: cardAsking(parts, need.origin), hours: config.court.hours };
}

function cardAsking({ config, identity }: CourtRoomsParts, origin: string): CardAsking | undefined {
  if (config.card.authorities.length === 0) return undefined;
  return {
    agentOrigin: config.card.agentOrigin,
    origin,
    sign: (typ, claims) => identity.requests.sign(typ, claims),
  };
}
