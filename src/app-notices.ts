import { randomUUID } from 'node:crypto';
import type { Clock } from '../oidc/ports.ts';
import type { Consumer } from './connector/index.ts';
import type { Database } from './db/index.ts';
import type { Route } from './http/index.ts';
import {
  createInbox,
  createCourtFigures,
  createCourts,
  createMandates,
  createRepresentationRegister,
  createRepresentations,
  createValidity,
  endMandatesOf,
  type Inbox,
  type NoticeFiles,
  type NoticeVerification,
  ownNoticeRoutes,
  publicFigureRoutes,
  type Representations,
} from './notices/index.ts';
import type { PortalDeps } from './portal/index.ts';
import { createRecorder } from './records/index.ts';

interface OwnNoticesParts {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly subjectOf: (personalCode: string) => string;
  readonly files: NoticeFiles;
  /** Undefined where documents are not verified. */
  readonly verification: NoticeVerification | undefined;
  /** So many hours the register of organisations is believed. */
  readonly beliefHours: number;
  /** To the gateway; undefined where none is named: then nobody reads for an organisation. */
  readonly connector: Consumer | undefined;
  readonly onError: (error: unknown) => void;
  /** Origin of the portal. */
  readonly origin: string;
}

export interface OwnNoticesRoom {
  readonly inbox: Inbox;
  readonly representations: Representations;
  readonly routes: (portal: PortalDeps) => readonly Route[];
}

/** The portal's pages with a person's court notices and mandates, and with the courts' figures. */
export function composeOwnNotices(parts: OwnNoticesParts): OwnNoticesRoom {
  const { db, clock, subjectOf, files, verification, connector, origin, onError } = parts;
  const recorder = createRecorder({ clock });
  const inbox = createInbox({ db, clock, recorder, subjectOf });
  const mandates = createMandates({ db, clock, recorder, subjectOf, newId: randomUUID });
  const representations = createRepresentations({
    db,
    clock,
    recorder,
    subjectOf,
    newId: randomUUID,
    beliefHours: parts.beliefHours,
    register: connector && createRepresentationRegister(connector),
    endMandates: endMandatesOf({ clock, recorder, subjectOf }),
  });
  const figures = createCourtFigures({ db, clock, courts: createCourts({ db }) });
  const validity = verification && createValidity({ clock, files, verification, onError });
  return {
    inbox,
    representations,
    routes: (portal) => [
      ...ownNoticeRoutes({ portal, inbox, mandates, representations, files, validity, origin }),
      ...publicFigureRoutes({ portal, figures }),
    ],
  };
}
