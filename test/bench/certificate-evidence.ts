import { createPublicKey, type KeyObject, randomUUID, verify } from 'node:crypto';
import {
  type BasicOcspResponse,
  type Certificate,
  type OcspQuery,
  readCertificate,
  readOcspResponse,
  type RevocationSource,
} from '../../certs/index.ts';
import type { CertificateOrder } from '../../src/pki/index.ts';
import { createOwnRevocationSource } from '../../src/pki/responders/index.ts';
import { makeRequest, sampleCitizen } from '../support/certification-request.ts';
import { openAnswering } from './pki-answering.ts';
import type { PkiWorld } from './pki-world.ts';

const holders = 50;
/** The same in every question, so that the answers can lie ready. */
export const ocspNonce = Buffer.alloc(32, 2);

/** A person's certificate for sign-in, its key, and the answer about its status. */
export interface Holder {
  readonly key: KeyObject;
  readonly certificate: Certificate;
  readonly response: Uint8Array;
}

/** Certificates of one kind, each with an OCSP answer that lies ready. */
export async function issueHolders(
  world: PkiWorld,
  kind: Pick<CertificateOrder, 'authority' | 'profile'>,
): Promise<readonly Holder[]> {
  const issuer = world.authority(kind.authority).certificate;
  const opened = await openAnswering(world);
  const source = createOwnRevocationSource(opened.answering);
  const made: Holder[] = [];
  // A world serves several scenarios.
  const started = randomUUID();
  for (let number = 0; number < holders; number += 1) {
    const { privateKey, request } = makeRequest();
    const issued = await world.orders.issue({
      ...kind,
      orderedBy: `bench-${kind.profile}`,
      orderKey: `${started} ${number}`,
      isPublic: false,
      request,
      subject: sampleCitizen,
    });
    if (issued.kind !== 'issued') throw new Error(issued.message);
    const certificate = certificateOf(issued.certificate);
    const query: OcspQuery = { certificate, issuer, nonce: ocspNonce };
    made.push({ key: privateKey, certificate, response: await source.fetch(query) });
  }
  await opened.stop();
  return made;
}

/** Answers at once with what lies ready. */
export function readyRevocation(of: readonly Holder[]): RevocationSource {
  const bySerial = new Map(of.map((one) => [one.certificate.serialNumber, one.response]));
  return { fetch: async ({ certificate }) => bySerial.get(certificate.serialNumber) ?? new Uint8Array() };
}

function certificateOf(bytes: Uint8Array): Certificate {
  const read = readCertificate(bytes);
  if (read.kind !== 'read') throw new Error(read.message);
  return read.value;
}

function basicOf(response: Uint8Array): BasicOcspResponse {
  const read = readOcspResponse(response);
  if (read.kind !== 'read' || read.value.kind !== 'basic') throw new Error('no answer');
  return read.value.basic;
}

/** What a holder signed: the value is R || S. */
export interface SignedByHolder {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

type Part = readonly [
  bytes: Uint8Array,
  key: KeyObject,
  signature: Uint8Array,
  encoding: 'der' | 'ieee-p1363',
];

/** The verifications of one sign-in alone: the holder's signature, certificate, OCSP answer, the responder's certificate. */
export function rawVerifications(
  issuer: Certificate,
  all: readonly (Holder & { readonly signed: SignedByHolder })[],
): () => void {
  const keyOf = ({ spki }: Certificate) =>
    createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const issuerKey = keyOf(issuer);
  const parts = all.map(({ certificate, response, signed }): readonly Part[] => {
    const basic = basicOf(response);
    const [responder] = basic.certificates;
    if (!responder) throw new Error('no responder');
    return [
      [signed.message, keyOf(certificate), signed.signature, 'ieee-p1363'],
      [certificate.tbs, issuerKey, certificate.signature, 'der'],
      [responder.tbs, issuerKey, responder.signature, 'der'],
      [basic.tbs, keyOf(responder), basic.signature, 'der'],
    ];
  });
  let turn = 0;
  return () => {
    turn += 1;
    for (const [bytes, key, signature, dsaEncoding] of parts[turn % parts.length] ?? [])
      if (!verify('sha256', bytes, { key, dsaEncoding }, signature)) throw new Error('a signature is wrong');
  };
}
