import { randomUUID } from 'node:crypto';
import type { Database } from '../../db/index.ts';
import { findCertificates, findHolder, isAnswering, listPhones, type Phone } from '../phones/index.ts';
import {
  createProgressReader,
  endRequest,
  findRefusals,
  insertRequest,
  requestTimes,
  resultOf,
  type ShownDocument,
  waitForNews,
} from '../requests/index.ts';
import type { MobileHash, MobileResult } from '../../../oidc/phone-ports.ts';
import { controlCode } from '../../../oidc/phone-proof/index.ts';
import { hashLengths, refusalMemoryMs, restUntil } from './model.ts';
import { digestPerson, type MobileSessionsDeps, pushLimitKeys } from './service.ts';

/** One of a person's phones that can sign documents now. */
export interface SigningPhone {
  readonly phoneId: string;
  readonly name: string;
  readonly number: string;
  /** Of the signature key; DER. */
  readonly certificate: Uint8Array;
}

export interface DocumentsOrder {
  readonly accountId: string;
  readonly phoneId: string;
  /** The hash that the signature key signs; it is over all documents at once. */
  readonly hash: Uint8Array;
  readonly hashType: MobileHash;
  /** What the phone shows: 1 to 10. */
  readonly documents: readonly ShownDocument[];
  readonly clientId: string;
  readonly serviceName: string;
  readonly language: string;
  readonly browser: string;
  readonly place: string;
}

export type DocumentsStart =
  | {
      readonly kind: 'started';
      readonly id: string;
      /** Both screens show it. */
      readonly controlCode: string;
      readonly expiresAt: Date;
    }
  /** Too many requests, or a rest after a refusal. Milliseconds since 1970. */
  | { readonly kind: 'cooling'; readonly until: number }
  | { readonly kind: 'no_phone' };

export type DocumentsState =
  | { readonly kind: 'running'; readonly controlCode: string; readonly expiresAt: Date }
  | {
      readonly kind: 'signed';
      /** R || S. */
      readonly value: Uint8Array;
      /** Of the key that signed; DER. */
      readonly certificate: Uint8Array;
    }
  | { readonly kind: 'ended'; readonly result: Exclude<MobileResult, 'OK'> }
  | { readonly kind: 'absent' };

/** Documents that a person's own phone is asked to sign, by this service itself. Requests are rows: any node may wait. */
export interface DocumentSignatures {
  /** The newest first. */
  phonesOf(accountId: string): Promise<readonly SigningPhone[]>;
  /** @throws RangeError when the hash is none of its type */
  start(order: DocumentsOrder): Promise<DocumentsStart>;
  look(id: string): Promise<DocumentsState>;
  /** Waits for at most `timeoutMs` until it does not run any more. */
  ended(
    id: string,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<DocumentsState>;
  /** The phone shows it no longer. */
  cancel(id: string): Promise<void>;
}

export function createDocumentSignatures(deps: MobileSessionsDeps): DocumentSignatures {
  const { db, clock, news } = deps;
  const read = createProgressReader(db);
  const find = async (id: string): Promise<Found> => {
    const row = await read(id);
    if (row?.flow !== 'documents') return { state: { kind: 'absent' } };
    const result = resultOf(row, clock.now());
    const expiresAt = row.expiresAt;
    if (!result) {
      const code = controlCode(row.hash ?? Buffer.alloc(32));
      return { state: { kind: 'running', controlCode: code, expiresAt }, endsAt: expiresAt.getTime() };
    }
    if (result !== 'OK') return { state: { kind: 'ended', result } };
    const { signature: value, certificate } = row;
    return { state: value && certificate ? { kind: 'signed', value, certificate } : { kind: 'absent' } };
  };
  return {
    phonesOf: (accountId) => phonesOf(deps, accountId),
    start: (order) => start(deps, order),
    look: async (id) => (await find(id)).state,
    async ended(id, { timeoutMs, signal }) {
      const last = await waitForNews({
        subscribe: (heard) => news.on('request', id, heard),
        read: () => find(id),
        settlesIn: ({ endsAt }) => (endsAt === undefined ? undefined : Math.max(endsAt - clock.now(), 0)),
        timeoutMs,
        signal,
      });
      return last.state;
    },
    async cancel(id) {
      await endRequest(db, id, { state: 'cancelled' }, new Date(clock.now()));
    },
  };
}

interface Found {
  readonly state: DocumentsState;
  /** While it runs. Milliseconds since 1970. */
  readonly endsAt?: number;
}

async function phonesOf(
  { db, clock }: MobileSessionsDeps,
  accountId: string,
): Promise<readonly SigningPhone[]> {
  const phones = (await listPhones(db, accountId)).filter(({ state }) => isAnswering(state));
  const certificates = await findCertificates(
    db,
    phones.flatMap(({ signature }) => signature ?? []),
  );
  return phones.flatMap(({ phoneId, name, phoneNumber, signature }) => {
    const found = certificates.find(
      ({ caId, serial }) => caId === signature?.caId && Buffer.from(serial).equals(signature.serial),
    );
    const isGood = found?.status === 'good' && found.notAfter.getTime() > clock.now();
    return isGood ? [{ phoneId, name, number: phoneNumber, certificate: found.certificate }] : [];
  });
}

async function start(deps: MobileSessionsDeps, order: DocumentsOrder): Promise<DocumentsStart> {
  const { db, clock } = deps;
  if (order.hash.length !== hashLengths[order.hashType])
    throw new RangeError(`a hash of ${order.hash.length} octets is no ${order.hashType}`);
  const phone = await answeringPhone(db, order);
  const holder = phone && (await findHolder(db, order.accountId));
  if (!phone || !holder?.isActive) return { kind: 'no_phone' };
  const now = clock.now();
  const personDigest = digestPerson(deps.personKey, holder.personalCode);
  const until = restUntil(await findRefusals(db, personDigest, new Date(now - refusalMemoryMs)));
  if (until > now) return { kind: 'cooling', until };
  const decision = await deps.limiter.begin(pushLimitKeys({ personalCode: holder.personalCode }));
  if (!decision.allowed) return { kind: 'cooling', until: decision.blockedUntil };
  const id = randomUUID();
  const expiresAt = new Date(now + requestTimes.lifeMs);
  await insertRequest(db, {
    ...order,
    requestId: id,
    flow: 'documents',
    keyUse: 'signature',
    personDigest,
    nonce: deps.randomBytes(32),
    state: 'open',
    createdAt: new Date(now),
    expiresAt,
  });
  return { kind: 'started', id, controlCode: controlCode(order.hash), expiresAt };
}

async function answeringPhone(
  db: Database,
  { accountId, phoneId }: Pick<DocumentsOrder, 'accountId' | 'phoneId'>,
): Promise<Phone | undefined> {
  const phones = await listPhones(db, accountId);
  return phones.find((phone) => phone.phoneId === phoneId && isAnswering(phone.state));
}
