import { randomBytes } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import type { OcspQuery } from '../../certs/index.ts';
import {
  type CardMethodDeps,
  createCardMethod,
  createNonceUses,
} from '../../oidc/login-methods/card/index.ts';
import type { MethodOutcome } from '../../oidc/login-methods/index.ts';
import { createMemoryStore } from '../../oidc/memory-store.ts';
import type { HolderAccount, HolderOrder } from '../../oidc/ports.ts';
import { good, makeOcsp } from './der-ocsp.ts';
import { type Entity, extension, issueCa, now } from './der-pki.ts';
import { createTestClock } from './test-clock.ts';
import { issueForCard, type Signing, signToken } from './web-eid.ts';

/** The card method over a PKI in memory; everything that it asked for is written down. */
export function createTestCardMethod(changes: Partial<CardMethodDeps> = {}) {
  const clock = createTestClock(now / 1000);
  const persons = issueCa({ subject: 'persons' });
  const card = issueForCard(persons);
  const done: string[] = [];
  const orders: HolderOrder[] = [];
  let status: Uint8Array | undefined = good;
  let account: HolderAccount = { kind: 'account', accountId: 'a1' };
  const entities = new Map<bigint, Entity>([[card.certificate.serialNumber, card]]);
  const uses = createNonceUses(createMemoryStore({ clock }));
  const deps: CardMethodDeps = {
    origin: 'https://login.acar.example',
    authorities: [persons.certificate],
    disallowedPolicies: ['1.3.6.1.4.1.32473.1.2.2'],
    agentOrigin: 'http://127.0.0.1:24817',
    clock,
    random: { bytes: randomBytes },
    nonces: {
      take(nonce, expiresAt) {
        done.push('nonce');
        return uses.take(nonce, expiresAt);
      },
    },
    revocation: {
      async fetch({ certificate, nonce }: OcspQuery) {
        done.push('status');
        const about = entities.get(certificate.serialNumber);
        if (!status || !about) throw new Error('nobody answers');
        const repeated = extension(oids.ocspNonce, der.octetString(nonce));
        return makeOcsp({ issuer: persons, about, status, extensions: [repeated], thisUpdate: clock.now() });
      },
    },
    requests: { sign: async (typ, claims) => `${typ} ${JSON.stringify(claims)}` },
    holders: {
      async find(order) {
        done.push('account');
        orders.push(order);
        return account;
      },
    },
    ...changes,
  };
  return {
    method: createCardMethod(deps),
    deps,
    clock,
    persons,
    card,
    done,
    orders,
    /** Undefined = nobody answers. */
    statusIs: (value: Uint8Array | undefined) => {
      status = value;
    },
    accountIs: (value: HolderAccount) => {
      account = value;
    },
    issue(made: Entity) {
      entities.set(made.certificate.serialNumber, made);
      return made;
    },
    token: (nonce: string, of = card, spoilt: Partial<Signing> = {}) =>
      JSON.stringify(
        signToken({ key: of.key, certificate: of.certificate.raw, origin: deps.origin, nonce, ...spoilt }),
      ),
  };
}

export function stateIn<State>(outcome: MethodOutcome<State>): State {
  if (outcome.kind === 'verified' || outcome.state === undefined)
    throw new Error(`expected a state, the outcome is ${outcome.kind}`);
  return outcome.state;
}
