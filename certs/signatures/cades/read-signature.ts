import { der, DerError, oids } from '../../asn1/index.ts';
import { hashNameOf, parseSignerInfo, type SignedData, type SignerInfo } from '../../cms/index.ts';
import type { SignatureScheme } from '../../keys/index.ts';
import { type Certificate, verifyArithmetic } from '../../validation/index.ts';
import { type Digests, digestsOfBytes } from '../byte-source.ts';
import type {
  Evidence,
  Packaging,
  Problem,
  ReadDigest,
  ReadSignature,
  SignatureFormatName,
} from '../model.ts';
import { evidenceOfToken } from './archive.ts';
import { makerOfInfo } from './assemble.ts';
import { claimsOf, signingTimeOf } from './claims.ts';
import { evidenceOfAttributes } from './evidence-in-message.ts';
import { createEvidenceReader, type EvidenceReader } from './evidence-reader.ts';
import { digestOf } from './digests.ts';
import { levelOf } from './level.ts';
import { fail, messageDigestIn, problemsOf, warn } from './problems.ts';
import { findSigner, type FoundSigner, schemeOfSigner } from './signer.ts';
import { readTimeStamps } from './time-stamps.ts';
import { valuesOf } from './tokens.ts';

/** A message and how it lies to what it signs. */
export interface MessageContext {
  readonly signedData: SignedData;
  readonly format: SignatureFormatName;
  readonly packaging: Packaging;
  readonly place?: string;
  /** Of the content, by each of `contentHashesOf` the message; undefined where it is not at hand. */
  readonly digests: Digests | undefined;
  /** A value that this process made a little while ago needs no second verification: for raising, not for judging. */
  readonly knowsMade?: boolean;
}

/** Every signature of a message, each followed by those that counter-sign it. @throws nothing */
export function readSignatures(context: MessageContext): readonly ReadSignature[] {
  const makers = context.knowsMade
    ? context.signedData.signerInfos.flatMap((info) => makerOfInfo(info) ?? [])
    : [];
  const reader = createEvidenceReader(makers);
  const shared = { reader, ids: new Map<string, number>(), budget: { left: mostCounterSignatures } };
  return context.signedData.signerInfos.flatMap((info) =>
    readWithCounterSignatures({ ...context, ...shared, info, depth: 0 }),
  );
}

interface SignerContext extends MessageContext {
  readonly info: SignerInfo;
  readonly reader: EvidenceReader;
  /** How often an identifier was given. */
  readonly ids: Map<string, number>;
  /** Counter-signatures that are still read. */
  readonly budget: { left: number };
  readonly depth: number;
  readonly counterSigns?: string;
}

const deepestCounterSignature = 8;
/** In a message: each costs a verification. */
const mostCounterSignatures = 500;

function readWithCounterSignatures(context: SignerContext): readonly ReadSignature[] {
  const { info, depth, budget } = context;
  const signature = readOne(context);
  const values = valuesOf(info.unsignedAttributes, oids.countersignature);
  if (values.length === 0) return [signature];
  const problems: Problem[] = [];
  const counters = values.flatMap((value) => {
    try {
      if (depth >= deepestCounterSignature || budget.left <= 0)
        throw new DerError('asn1.too_many_values', 'more counter-signatures than are read');
      budget.left -= 1;
      const counter = parseSignerInfo(value);
      const name = hashNameOf(counter.digestAlgorithm);
      const digests = digestsOfBytes(info.signature, name ? [name] : []);
      const inner = { ...context, info: counter, digests, depth: depth + 1, counterSigns: signature.id };
      return readWithCounterSignatures(inner);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      problems.push(warn('cades.counter_signature_unreadable', error.message, 'RFC 5652 11.4'));
      return [];
    }
  });
  return [{ ...signature, problems: [...signature.problems, ...problems] }, ...counters];
}

function readOne(context: SignerContext): ReadSignature {
  const { info, format, packaging, place, counterSigns } = context;
  const { signedAttributes = [] } = info;
  const found = readTimeStamps(context);
  const { evidence, unreadable } = evidenceOf(context, found.timeStamps);
  const signer = signerOf(info, evidence.certificates);
  const scheme = schemeOfSigner(info);
  const problems = [...problemsOf(context, scheme), ...signer.problems, ...found.problems];
  if (unreadable > 0)
    problems.push(
      warn('cades.evidence_unreadable', `${unreadable} pieces of evidence cannot be read`, 'RFC 5652 10.2'),
    );
  const digest = messageDigestOf(context);
  const read = {
    id: idOf(context),
    format,
    packaging,
    ...(counterSigns === undefined ? {} : { counterSigns }),
    ...(place === undefined ? {} : { place }),
    signer: { certificate: signer.certificate, reference: signer.reference },
    value:
      context.knowsMade && isMadeBy(info, signer.certificate)
        ? 'verifies'
        : valueOf(info, scheme, signer.certificate),
    scheme,
    algorithm: info.signatureAlgorithm.oid,
    digests: [digest, ...referenceDigestOf(signer)],
    claimedTime: signingTimeOf(signedAttributes),
    claims: claimsOf(signedAttributes),
    evidence,
    timeStamps: found.timeStamps,
    problems,
    coversWholeDocument: true,
  };
  return { ...read, level: levelOf(read, context) };
}

/** By what is signed, so that it stays when something is added around it. */
export function signatureIdOf({ signedPart }: SignerInfo): string {
  return `S-${digestOf(signedPart).slice(0, 16)}`;
}

/** Copies are numbered. */
function idOf({ info, ids }: SignerContext): string {
  const id = signatureIdOf(info);
  const count = (ids.get(id) ?? 0) + 1;
  ids.set(id, count);
  return count === 1 ? id : `${id}-${count}`;
}

function evidenceOf(
  { signedData, info, reader }: SignerContext,
  timeStamps: ReadSignature['timeStamps'],
): { readonly evidence: Evidence; readonly unreadable: number } {
  const tokens = timeStamps.flatMap(({ token }) => (token ? [evidenceOfToken(token)] : []));
  return reader.read(signedData, [evidenceOfAttributes(info.unsignedAttributes), ...tokens]);
}

function signerOf(
  info: SignerInfo,
  certificates: readonly Certificate[],
): FoundSigner & { problems: Problem[] } {
  try {
    return { ...findSigner(info, certificates), problems: [] };
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    const unsigned = findSigner({ ...info, signedAttributes: [] }, certificates);
    const problem = fail('cades.signing_certificate', error.message, 'EN 319 122-1 5.2.2');
    return { ...unsigned, problems: [problem] };
  }
}

/** The hash by which the certificate is named counts among those that the signature rests on. */
function referenceDigestOf({ referenceHash }: FoundSigner): readonly ReadDigest[] {
  return referenceHash ? [{ of: 'signing-certificate', hash: referenceHash, outcome: 'matches' }] : [];
}

function isMadeBy(info: SignerInfo, certificate: Certificate | undefined): boolean {
  const maker = makerOfInfo(info);
  return maker !== undefined && certificate !== undefined && Buffer.compare(maker.raw, certificate.raw) === 0;
}

function valueOf(
  info: SignerInfo,
  scheme: SignatureScheme | undefined,
  key: Certificate | undefined,
): ReadSignature['value'] {
  const { signedAttributes, signedAttributeBytes, signature } = info;
  if (!key) return 'no_key';
  if (!scheme || !signedAttributes || !signedAttributeBytes) return 'unsupported';
  const verdict = verifyArithmetic(scheme, { key, message: signedAttributeBytes, signature });
  if (verdict !== 'bad') return verdict === 'good' ? 'verifies' : 'unsupported';
  // RFC 5652 5.4: the signature is over the DER, whatever order the attributes came in.
  const message = der.setOf(...signedAttributes.map(({ raw }) => raw));
  if (Buffer.compare(message, signedAttributeBytes) === 0) return 'fails';
  return verifyArithmetic(scheme, { key, message, signature }) === 'good' ? 'verifies' : 'fails';
}

function messageDigestOf({ info, digests }: SignerContext): ReadDigest {
  const { signedAttributes = [], digestAlgorithm } = info;
  const name = hashNameOf(digestAlgorithm);
  const of = 'message-digest';
  if (!name) return { of, hash: digestAlgorithm.oid, outcome: 'unsupported' };
  const signed = messageDigestIn(signedAttributes);
  const actual = digests?.get(name);
  if (!info.signedAttributes) return { of, hash: name, outcome: 'unsupported' };
  if (!signed) return { of, hash: name, outcome: 'differs' };
  if (!actual) return { of, hash: name, outcome: 'absent' };
  return { of, hash: name, outcome: Buffer.compare(signed, actual) === 0 ? 'matches' : 'differs' };
}
