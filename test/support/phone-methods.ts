import { hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import { policies } from '../../certs/index.ts';
import type {
  MobileAuthentication,
  MobileService,
  MobileSession,
  MobileStart,
  PhoneAnswer,
} from '../../oidc/phone-ports.ts';
import { createMobileMethod, type MobileMethodDeps } from '../../oidc/login-methods/mobile/index.ts';
import { createQrMethod } from '../../oidc/login-methods/qr/index.ts';
import { writePayload } from '../../oidc/phone-proof/index.ts';
import type { HolderAccount, HolderOrder } from '../../oidc/ports.ts';
import { good, makeOcsp } from './der-ocsp.ts';
import { type Entity, extension, issueCa, now } from './der-pki.ts';
import { createMemoryPhones, type TakenRequest } from './memory-phones.ts';
import { createTestClock } from './test-clock.ts';
import { type CardCertificate, issueForCard } from './web-eid.ts';

/** A phone's certificate for sign-in, or one with what it must not have. */
export function issueForPhone(issuer: Entity, changes: CardCertificate = {}): Entity {
  return issueForCard(issuer, { policies: [policies.mobileAuthentication], ...changes });
}

export interface PhoneSigner {
  readonly key: KeyObject;
  /** DER. */
  readonly certificate: Uint8Array;
}

/** What a phone signs for a request that it took; `spoilt` replaces members. */
export function answerTo(
  { key, certificate }: PhoneSigner,
  taken: TakenRequest,
  chosen: { readonly number?: string | undefined; readonly verifier?: string },
  spoilt: Readonly<Record<string, string>> = {},
): PhoneAnswer {
  const { id, asked, nonce } = taken;
  const { verifier } = chosen;
  const payload = writePayload({
    flow: asked.flow,
    request: id,
    client: asked.clientId,
    service: asked.serviceName,
    number: chosen.number,
    challenge: verifier && hash('sha256', Buffer.from(verifier, 'base64url'), 'base64url'),
    nonce,
    ...spoilt,
  });
  const signature = sign('sha256', Buffer.from(payload), { key, dsaEncoding: 'ieee-p1363' });
  return { payload, signature, algorithm: 'SHA256WithECEncryption', certificate };
}

/** Both methods over a PKI, phones and a mobile-signature service in memory. */
export function createTestPhoneMethods(changes: Partial<MobileMethodDeps> = {}) {
  const clock = createTestClock(now / 1000);
  const authority = issueCa({ subject: 'phones' });
  const phone = issueForPhone(authority);
  const phones = createMemoryPhones(clock);
  const entities = new Map<bigint, Entity>([[phone.certificate.serialNumber, phone]]);
  const orders: HolderOrder[] = [];
  const asked: MobileAuthentication[] = [];
  const pauses = new Set<{ readonly until: number; readonly done: () => void }>();
  let status: Uint8Array | undefined = good;
  let account: HolderAccount = { kind: 'account', accountId: 'a1' };
  let start: MobileStart = { kind: 'started', sessionId: 's1' };
  let session: MobileSession = { kind: 'running' };
  const service: MobileService = {
    async startAuthentication(request) {
      asked.push(request);
      return start;
    },
    poll: async () => session,
  };
  const deps: MobileMethodDeps = {
    origin: 'https://login.acar.example',
    authorities: [authority.certificate],
    policies: { [policies.mobileAuthentication]: { level: 'substantial', key: 'swk' } },
    clock,
    random: { bytes: randomBytes },
    revocation: {
      async fetch({ certificate, nonce }) {
        const about = entities.get(certificate.serialNumber);
        if (!status || !about) throw new Error('nobody answers');
        const repeated = extension(oids.ocspNonce, der.octetString(nonce));
        return makeOcsp({
          issuer: authority,
          about,
          status,
          extensions: [repeated],
          thisUpdate: clock.now(),
        });
      },
    },
    holders: {
      async find(order) {
        orders.push(order);
        return account;
      },
    },
    phones: phones.requests,
    service,
    startPause(milliseconds) {
      let end = () => {};
      const over = new Promise<void>((resolve) => {
        end = () => {
          pauses.delete(pause);
          resolve();
        };
      });
      const pause = { until: clock.now() + milliseconds, done: end };
      pauses.add(pause);
      return { over, end };
    },
    describeBrowser: (userAgent) => /Firefox/.exec(userAgent)?.[0] ?? '',
    readPhoneNumber: (text) => (/^\+994\d{9}$/.test(text) ? text : undefined),
    readPersonalCode: (text) => (/^[0-9A-Z]{7}$/.test(text) ? text : undefined),
    alternative: 'other',
    ...changes,
  };
  return {
    qr: createQrMethod(deps),
    mobile: createMobileMethod(deps),
    deps,
    clock,
    authority,
    phone,
    signer: { key: phone.key, certificate: phone.certificate.raw },
    phones,
    orders,
    /** What the mobile-signature service was asked for. */
    asked,
    /** Time passes, and whoever paused until then goes on. */
    pass(seconds: number) {
      clock.advance(seconds);
      for (const pause of pauses) if (pause.until <= clock.now()) pause.done();
    },
    /** How many pauses are open: a page that waits for the next second. */
    pauses: () => pauses.size,
    statusIs: (value: Uint8Array | undefined) => void (status = value),
    accountIs: (value: HolderAccount) => void (account = value),
    startIs: (value: MobileStart) => void (start = value),
    sessionIs: (value: MobileSession) => void (session = value),
    issue(made: Entity): PhoneSigner {
      entities.set(made.certificate.serialNumber, made);
      return { key: made.key, certificate: made.certificate.raw };
    },
  };
}
export type TestPhoneMethods = ReturnType<typeof createTestPhoneMethods>;
