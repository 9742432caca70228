import { hash } from 'node:crypto';
import { type Der, oids } from '../../asn1/index.ts';
import { type HashName, hashNameOf, type SignedData, type SignerInfo } from '../../cms/index.ts';
import type { TimeStampToken } from '../../tsa/index.ts';
import type { Digests } from '../byte-source.ts';
import type { Problem, ReadTimeStamp, TimeStampKind } from '../model.ts';
import { archiveMessage, listedBy } from './archive.ts';
import { digestOf } from './digests.ts';
import { hashIndexOf } from './hash-index.ts';
import { warn } from './problems.ts';
import { imprintHashOf, tokenOf, valuesOf } from './tokens.ts';

export interface StampedSigner {
  readonly signedData: SignedData;
  readonly info: SignerInfo;
  /** Of the content; undefined where it is not at hand. */
  readonly digests: Digests | undefined;
}

export interface FoundTimeStamps {
  readonly timeStamps: readonly ReadTimeStamp[];
  readonly problems: readonly Problem[];
}

type Imprint = Pick<ReadTimeStamp, 'imprint' | 'proves'>;

const nothing: ReadonlySet<string> = new Set();
const unsupported: Imprint = { imprint: 'unsupported', proves: nothing };

/** Of what a time stamp of an attribute must be. */
const readers: readonly {
  readonly oid: string;
  readonly kind: TimeStampKind;
  readonly attributes: 'signed' | 'unsigned';
  readonly check: (token: TimeStampToken, signer: StampedSigner) => Imprint;
}[] = [
  { oid: oids.contentTimeStamp, kind: 'content', attributes: 'signed', check: checkContent },
  { oid: oids.signatureTimeStamp, kind: 'signature', attributes: 'unsigned', check: checkSignature },
  { oid: oids.cadesCTimeStamp, kind: 'references', attributes: 'unsigned', check: () => unsupported },
  { oid: oids.timeStampedCertsCrls, kind: 'references', attributes: 'unsigned', check: () => unsupported },
  { oid: oids.archiveTimeStamp, kind: 'archive', attributes: 'unsigned', check: () => unsupported },
  { oid: oids.archiveTimeStampV2, kind: 'archive', attributes: 'unsigned', check: () => unsupported },
  { oid: oids.archiveTimeStampV3, kind: 'archive', attributes: 'unsigned', check: checkArchive },
];

/** Every time stamp of a signer with the outcome of its imprint, archive time stamps by their time. */
export function readTimeStamps(signer: StampedSigner): FoundTimeStamps {
  const { signedAttributes = [], unsignedAttributes } = signer.info;
  const problems: Problem[] = [];
  const timeStamps = readers.flatMap((reader) =>
    valuesOf(reader.attributes === 'signed' ? signedAttributes : unsignedAttributes, reader.oid).map(
      (value) => {
        const read = readOne(value, reader, signer);
        const problem = problemOf(reader.oid, read);
        if (problem) problems.push(problem);
        return read;
      },
    ),
  );
  return { timeStamps: timeStamps.sort(byKindAndTime), problems };
}

function readOne(
  value: Der,
  { kind, check }: (typeof readers)[number],
  signer: StampedSigner,
): ReadTimeStamp {
  const id = `T-${digestOf(value.bytes).slice(0, 16)}`;
  const read = tokenOf(value);
  if (read.kind === 'refused')
    return { id, kind, token: undefined, unreadable: `${read.code}: ${read.message}`, ...unsupported };
  return { id, kind, token: read.token, ...check(read.token, signer) };
}

function problemOf(oid: string, { token, unreadable, imprint }: ReadTimeStamp): Problem | undefined {
  if (!token)
    return warn('cades.time_stamp_unreadable', unreadable ?? 'a time stamp cannot be read', 'RFC 3161 2.4.2');
  if (oid === oids.archiveTimeStampV3 && imprint === 'unsupported')
    return warn(
      'cades.archive_time_stamp_unsupported',
      'an archive time stamp has no index that is known, or the document is not at hand',
      'EN 319 122-1 5.5.3',
    );
  return imprint === 'unsupported' && oid !== oids.contentTimeStamp
    ? warn(
        'cades.time_stamp_unsupported',
        `a time stamp of an older kind (${oid}) is not counted`,
        'EN 319 122-1 A.1 and A.2',
      )
    : undefined;
}

const order: readonly TimeStampKind[] = ['content', 'signature', 'references', 'archive', 'document'];

function byKindAndTime(left: ReadTimeStamp, right: ReadTimeStamp): number {
  return order.indexOf(left.kind) - order.indexOf(right.kind) || timeOf(left) - timeOf(right);
}

function timeOf({ token }: ReadTimeStamp): number {
  return token?.tstInfo.genTime ?? 0;
}

function compare(token: TimeStampToken, expected: Uint8Array | undefined): Imprint['imprint'] {
  if (!expected) return 'unsupported';
  return Buffer.compare(token.tstInfo.messageImprint.digest, expected) === 0 ? 'matches' : 'differs';
}

function hashOf(token: TimeStampToken): HashName | undefined {
  return hashNameOf(token.tstInfo.messageImprint.algorithm);
}

/** EN 319 122-1 5.2.8: of the content. */
function checkContent(token: TimeStampToken, { digests }: StampedSigner): Imprint {
  const name = hashOf(token);
  return { imprint: compare(token, name && digests?.get(name)), proves: nothing };
}

/** EN 319 122-1 5.3: of the value of the signature. */
function checkSignature(token: TimeStampToken, { info }: StampedSigner): Imprint {
  const name = hashOf(token);
  return { imprint: compare(token, name && hash(name, info.signature, 'buffer')), proves: nothing };
}

/** EN 319 122-1 5.5.3: what its index lists and is gone makes it one of another document. */
function checkArchive(token: TimeStampToken, { signedData, info, digests }: StampedSigner): Imprint {
  const name = hashOf(token);
  const index = hashIndexOf(token);
  const contentDigest = name && digests?.get(name);
  if (!name || !index || !contentDigest) return unsupported;
  const message = archiveMessage(signedData, info, { contentDigest, index: index.raw });
  const { proves, isComplete } = listedBy(index, signedData, info);
  const imprint = compare(token, hash(name, message, 'buffer'));
  return imprint === 'matches' && isComplete ? { imprint, proves } : { imprint: 'differs', proves: nothing };
}

/** The hashes by which the content is needed: those of message digests, and of time stamps that are of the content. */
export function contentHashesOf({ signerInfos }: SignedData): ReadonlySet<HashName> {
  const names = signerInfos.flatMap(({ digestAlgorithm, signedAttributes = [], unsignedAttributes }) => [
    hashNameOf(digestAlgorithm),
    ...valuesOf(signedAttributes, oids.contentTimeStamp).map(imprintHashOf),
    ...valuesOf(unsignedAttributes, oids.archiveTimeStampV3).map(imprintHashOf),
  ]);
  return new Set(names.filter((name) => name !== undefined));
}
