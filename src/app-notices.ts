import { randomUUID } from 'node:crypto';
import type { Clock } from '../oidc/ports.ts';
import type { Database } from './db/index.ts';
import type { Route } from './http/index.ts';
import {
  createInbox,
  createCourtFigures,
  createCourts,
  createMandates,
  createValidity,
  type Inbox,
  type NoticeFiles,
  type NoticeVerification,
  ownNoticeRoutes,
  publicFigureRoutes,
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
  readonly onError: (error: unknown) => void;
  /** Origin of the portal. */
  readonly origin: string;
}

export interface OwnNoticesRoom {
  readonly inbox: Inbox;
  readonly routes: (portal: PortalDeps) => readonly Route[];
}

/** The portal's pages with a person's court notices and mandates, and with the courts' figures. */
export function composeOwnNotices(parts: OwnNoticesParts): OwnNoticesRoom {
  const { db, clock, subjectOf, files, verification, origin, onError } = parts;
  const recorder = createRecorder({ clock });
  const inbox = createInbox({ db, clock, recorder, subjectOf });
  const mandates = createMandates({ db, clock, recorder, subjectOf, newId: randomUUID });
  const figures = createCourtFigures({ db, clock, courts: createCourts({ db }) });
  const validity = verification && createValidity({ clock, files, verification, onError });
  return {
    inbox,
    routes: (portal) => [
      ...ownNoticeRoutes({ portal, inbox, mandates, files, validity, origin }),
      ...publicFigureRoutes({ portal, figures }),
    ],
  };
}
