import { randomUUID } from 'node:crypto';
import type { Clock } from '../oidc/ports.ts';
import {
  accessRoutes,
  type Accesses,
  createAccesses,
  createOwnDataConsents,
  dataConsentRoutes,
} from './accesses/index.ts';
import type { Database } from './db/index.ts';
import { createDataAccesses, createDataConsents } from './gateway/index.ts';
import type { Route } from './http/index.ts';
import { createOutbox } from './notify/index.ts';
import type { PortalDeps } from './portal/index.ts';
import { createRecorder } from './records/index.ts';

export interface AccessesRoom {
  readonly accesses: Accesses;
  readonly routes: (portal: PortalDeps) => readonly Route[];
}

/** The portal's pages with who looked at a person's data, and with the consents for it. */
export function composeAccesses(parts: {
  /** As `acar_web`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly subjectOf: (personalCode: string) => string;
}): AccessesRoom {
  const { db, clock, subjectOf } = parts;
  const recorder = createRecorder({ clock });
  const accesses = createAccesses({
    db,
    clock,
    recorder,
    notifier: createOutbox({ clock }),
    data: createDataAccesses(db),
    subjectOf,
    newId: randomUUID,
  });
  const consents = createOwnDataConsents({
    db,
    consents: createDataConsents({ db, clock, recorder }),
    now: () => clock.now(),
  });
  return {
    accesses,
    // A consent's page before that of an access: its path would be an access's.
    routes: (portal) => [...dataConsentRoutes({ portal, consents }), ...accessRoutes({ portal, accesses })],
  };
}
