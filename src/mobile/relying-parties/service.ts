import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { parseRanges } from '../../http/index.ts';
import type { Recorder } from '../../records/index.ts';
import { insertRelyingParty, listRelyingParties, type RelyingParty, switchOff } from './store.ts';

export interface RelyingPartiesDeps {
  /** As `acar_operator`. */
  readonly db: Database;
  readonly clock: Clock;
  readonly recorder: Recorder;
}

export type RelyingPartyAdded =
  | { readonly kind: 'added'; readonly party: RelyingParty }
  | { readonly kind: 'refused'; readonly code: RelyingPartyErrorCode };

export type RelyingPartyErrorCode =
  | 'relying_party.invalid_name'
  | 'relying_party.invalid_network'
  | 'relying_party.taken'
  | 'relying_party.unknown';

/** Who may use the mobile-signature service: for the operator's command line. */
export interface RelyingParties {
  add(order: { readonly name: string; readonly networks: readonly string[] }): Promise<RelyingPartyAdded>;
  /** By name, at most 1000. */
  list(): Promise<readonly RelyingParty[]>;
  /** False when there is no such active one. */
  disable(relyingPartyId: string): Promise<boolean>;
}

const nameForm = /^[\p{L}\p{N}][\p{L}\p{N}\p{M} .,'’"“”()&-]{0,99}$/u;

export function createRelyingParties({ db, clock, recorder }: RelyingPartiesDeps): RelyingParties {
  return {
    async add(order) {
      const name = order.name.normalize('NFC').trim();
      if (!nameForm.test(name)) return { kind: 'refused', code: 'relying_party.invalid_name' };
      if (!areNetworks(order.networks)) return { kind: 'refused', code: 'relying_party.invalid_network' };
      const party = { relyingPartyId: randomUUID(), name, networks: order.networks, isActive: true };
      const isAdded = await db.transaction(async (tx) => {
        if (!(await insertRelyingParty(tx, party, new Date(clock.now())))) return false;
        await recorder.record(tx, { type: 'relying_party.registered', facts: { id: party.relyingPartyId } });
        return true;
      });
      return isAdded ? { kind: 'added', party } : { kind: 'refused', code: 'relying_party.taken' };
    },
    list: () => listRelyingParties(db),
    disable: (relyingPartyId) =>
      db.transaction(async (tx) => {
        if (!(await switchOff(tx, relyingPartyId))) return false;
        await recorder.record(tx, { type: 'relying_party.disabled', facts: { id: relyingPartyId } });
        return true;
      }),
  };
}

function areNetworks(networks: readonly string[]): boolean {
  try {
    parseRanges(networks.join(','));
    return networks.every((network) => network.trim() !== '');
  } catch {
    return false;
  }
}
