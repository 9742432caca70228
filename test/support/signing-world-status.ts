import {
  columnsOf,
  createEntryList,
  entryOnFull,
  issueCrl,
  prepareCrl,
  statusAt,
} from '../../certs/crl/index.ts';
import type { StatusEvent } from '../../certs/crl/index.ts';
import { type Certificate, describeName } from '../../certs/index.ts';
import { issuingKey } from '../../certs/lint/index.ts';
import {
  certIdsOf,
  createOcspSigner,
  type OcspSigner,
  type OcspStatus,
  prepareOcspResponder,
  type RevocationSource,
} from '../../certs/ocsp/index.ts';
import { profiles } from '../../certs/ca/index.ts';
import type { CrlSource } from '../../certs/signatures/index.ts';
import type { TestClock } from './test-clock.ts';
import { type TestAuthority, testSigner, testSubjects } from './test-authority.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** What the authorities of a signing world say of their certificates at the time of its clock. */
export interface WorldStatus {
  readonly ocsp: RevocationSource;
  readonly crls: CrlSource;
  /** Something happens now to a certificate. */
  tell(certificate: Certificate, event: 'held' | 'released' | 'revoked'): void;
  /** The OCSP services answer no more, or again. */
  setOcspReachable(isReachable: boolean): void;
}

/** An authority and whether it has an OCSP service, or CRLs alone as roots have. */
export interface StatusAuthority {
  readonly authority: TestAuthority;
  readonly hasOcsp: boolean;
}

type Histories = ReadonlyMap<string, StatusEvent[]>;

export function createWorldStatus(clock: TestClock, authorities: readonly StatusAuthority[]): WorldStatus {
  const histories = new Map<string, StatusEvent[]>();
  const find = (issuer: Certificate) => {
    const found = authorities.find(
      ({ authority }) => authority.certificate?.subject.key === issuer.subject.key,
    );
    if (!found) throw new Error(`no authority ${describeName(issuer.subject)}`);
    return found;
  };
  const responders = new Map<TestAuthority, Promise<Responder>>();
  let isReachable = true;
  return {
    ocsp: {
      async fetch({ certificate, issuer, nonce }) {
        const { authority, hasOcsp } = find(issuer);
        if (!hasOcsp || !isReachable) throw new Error('no OCSP service answers');
        const now = clock.now();
        const known = await responders.get(authority);
        const usable = known && now < known.until ? known : undefined;
        const responder = usable ? Promise.resolve(usable) : startResponder(authority, now);
        responders.set(authority, responder);
        const status = ocspStatusOf(histories, certificate, now);
        return answer(await responder, { certificate, nonce, now, status });
      },
    },
    crls: { fetch: async ({ issuer }) => [await makeCrl(find(issuer).authority, histories, clock.now())] },
    tell(certificate, kind) {
      const key = keyOf(certificate);
      const at = clock.now();
      const event: StatusEvent = kind === 'revoked' ? { kind, at, reason: 1 } : { kind, at };
      histories.set(key, [...eventsOf(histories, certificate), event]);
    },
    setOcspReachable(value) {
      isReachable = value;
    },
  };
}

function keyOf({ issuer, serialNumber }: Certificate): string {
  return `${issuer.key} ${serialNumber}`;
}

function eventsOf(histories: Histories, certificate: Certificate): readonly StatusEvent[] {
  return histories.get(keyOf(certificate)) ?? [{ kind: 'issued', at: certificate.notBefore }];
}

function ocspStatusOf(histories: Histories, certificate: Certificate, now: number): OcspStatus {
  const history = {
    serial: serialOf(certificate),
    notAfter: certificate.notAfter,
    events: eventsOf(histories, certificate),
  };
  const status = statusAt(history, now);
  if (status.kind !== 'revoked') return { kind: 'good' };
  return { kind: 'revoked', since: status.since, reason: status.isHold ? 6 : (status.reason ?? undefined) };
}

function serialOf({ serialNumber }: Certificate): Uint8Array {
  const hex = serialNumber.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

interface Responder {
  readonly signer: OcspSigner;
  readonly authority: TestAuthority;
  readonly until: number;
}

/** A delegate as the product has it (RFC 6960 4.2.2.2), with a certificate of a week. */
async function startResponder(authority: TestAuthority, now: number): Promise<Responder> {
  const own = testSigner();
  const notBefore = now - hour;
  const certificate = await authority.issue(profiles['ocsp-responder'], {
    subject: { ...testSubjects.service, commonName: 'OCSP' },
    publicKey: own.publicKey,
    notBefore,
  });
  const responder = prepareOcspResponder({
    certificate,
    issuer: certificateOf(authority),
    algorithm: own.algorithm,
  });
  return {
    authority,
    signer: createOcspSigner({ responder, key: issuingKey(own) }),
    until: certificate.notAfter - 2 * day,
  };
}

async function answer(
  { signer, authority }: Responder,
  asked: { certificate: Certificate; nonce: Uint8Array; now: number; status: OcspStatus },
): Promise<Uint8Array> {
  const { now, nonce, status } = asked;
  const certId = certIdsOf(certificateOf(authority), 'sha1')(asked.certificate.serialNumber);
  const single = { certId, status, thisUpdate: now, nextUpdate: now + hour };
  const signed = await signer.answer({ answers: [single], producedAt: now, nonce });
  if (signed.kind === 'refused') throw new Error(JSON.stringify(signed.findings));
  return signed.response;
}

async function makeCrl(authority: TestAuthority, histories: Histories, now: number): Promise<Uint8Array> {
  const issuer = certificateOf(authority);
  const entries = createEntryList();
  const listed = [...histories].flatMap(([key, events]) => {
    const [issuerKey, serial] = [key.slice(0, key.lastIndexOf(' ')), key.slice(key.lastIndexOf(' ') + 1)];
    if (issuerKey !== issuer.subject.key) return [];
    const hex = BigInt(serial).toString(16);
    const history = {
      serial: Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'),
      notAfter: Number.MAX_SAFE_INTEGER,
      events,
    };
    const entry = entryOnFull(history, { at: now, previousFull: undefined });
    return entry ? [entry] : [];
  });
  if (listed.length > 0) entries.add(columnsOf(listed));
  const prepared = prepareCrl(
    {
      issuer,
      algorithm: authority.key.algorithm,
      number: BigInt(now),
      thisUpdate: now,
      nextUpdate: now + 7 * day,
      entries,
    },
    undefined,
  );
  if (prepared.kind === 'refused') throw new Error(JSON.stringify(prepared.findings));
  const issued = await issueCrl(authority.key, prepared);
  if (issued.kind === 'refused') throw new Error(issued.message);
  return issued.crl;
}

function certificateOf({ certificate }: TestAuthority): Certificate {
  if (!certificate) throw new Error('an authority without a certificate');
  return certificate;
}
