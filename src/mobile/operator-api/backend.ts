import type { Database } from '../../db/index.ts';
import { isInRanges, parseRanges } from '../../http/index.ts';
import { findRelyingParty } from '../relying-parties/index.ts';
import type { MobileSessions } from '../sessions/index.ts';
import type { OperatorBackend } from './model.ts';
import { findSignatureCertificate } from './store.ts';

/** Our own mobile-signature service behind the operator protocol. */
export function ownBackend(db: Database, sessions: MobileSessions): OperatorBackend {
  return {
    async nameOf({ relyingPartyId, name, address }) {
      const party = await findRelyingParty(db, relyingPartyId);
      if (!party?.isActive || party.name !== name) return undefined;
      const { networks } = party;
      const isNear = networks.length === 0 || isInRanges(address, parseRanges(networks.join(',')));
      return isNear ? party.name : undefined;
    },
    certificate: (phoneNumber, personalCode) =>
      findSignatureCertificate(db, phoneNumber, personalCode.toUpperCase()),
    start: (order) => sessions.start(order),
    poll: (keyUse, sessionId, options) => sessions.pollFor(keyUse, sessionId, options),
  };
}
