import { hash } from 'node:crypto';
import type { Certificate } from '../../certs/index.ts';
import type {
  Evidence,
  ReadSignature,
  ReadTimeStamp,
  TimestampSource,
} from '../../certs/signatures/index.ts';
import { readTimeStampToken } from '../../certs/tsa/index.ts';
import type { SignerName, SigningWorld } from './signing-world.ts';

/** Signatures as a format would have read them, with real certificates, tokens and evidence: for the judgement alone. */

const noEvidence: Evidence = { certificates: [], crls: [], ocspResponses: [] };

export function readSignature(
  world: SigningWorld,
  name: SignerName,
  changes: Partial<ReadSignature> = {},
): ReadSignature {
  const certificate = world.certificateOf(name);
  const scheme = world.schemeOf(name);
  return {
    id: 'S-1',
    format: 'CAdES',
    packaging: 'detached',
    signer: { certificate, reference: 'matches' },
    value: 'verifies',
    scheme,
    algorithm: `${scheme.key} ${scheme.hash ?? ''}`,
    digests: [{ of: 'application.txt', hash: 'sha256', outcome: 'matches' }],
    level: 'B',
    claimedTime: world.clock.now(),
    claims: {},
    evidence: { ...noEvidence, certificates: world.chainOf(name) },
    timeStamps: [],
    problems: [],
    coversWholeDocument: true,
    ...changes,
  };
}

/** A time stamp of now over nothing in particular. */
export async function readTimeStamp(
  source: TimestampSource,
  changes: Partial<ReadTimeStamp> = {},
): Promise<ReadTimeStamp> {
  const raw = await source.stamp(hash('sha256', 'the value', 'buffer'));
  const read = readTimeStampToken(raw);
  if (read.kind !== 'read') throw new Error(read.message);
  return {
    id: 'T-1',
    kind: 'signature',
    token: read.token,
    imprint: 'matches',
    proves: new Set(),
    ...changes,
  };
}

/** The evidence for the signer and the unit as level LT holds it, made now. */
export async function evidenceFor(
  world: SigningWorld,
  name: SignerName,
  notBefore: number,
): Promise<Evidence> {
  const question = { known: [], notBefore };
  const parts = [
    await world.evidence.evidenceOf({
      ...question,
      certificate: world.certificateOf(name),
      purpose: 'signature',
    }),
    await world.evidence.evidenceOf({
      ...question,
      certificate: world.timeStampUnit,
      purpose: 'timeStamping',
    }),
  ];
  return joined(parts);
}

export function joined(parts: readonly Evidence[]): Evidence {
  return {
    certificates: parts.flatMap(({ certificates }) => certificates),
    crls: parts.flatMap(({ crls }) => crls),
    ocspResponses: parts.flatMap(({ ocspResponses }) => ocspResponses),
  };
}

/** What an archive time stamp over a signature with this evidence and these stamps proves the existence of. */
export function provedBy(evidence: Evidence, stamps: readonly ReadTimeStamp[]): ReadonlySet<string> {
  const certificates: readonly Certificate[] = evidence.certificates;
  const pieces = [
    ...certificates.map(({ raw }) => raw),
    ...evidence.crls.map(({ raw }) => raw),
    ...evidence.ocspResponses.map(({ raw }) => raw),
    ...stamps.flatMap(({ token }) => (token ? [token.raw] : [])),
  ];
  return new Set(pieces.map((bytes) => hash('sha256', bytes, 'hex')));
}
