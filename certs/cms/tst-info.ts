import {
  booleanOf,
  context,
  contextConstructed,
  countOf,
  type Der,
  DerError,
  fieldsOf,
  integerOf,
  oidOf,
  onlyElement,
  preciseTimeOf,
  readDer,
  tags,
} from '../asn1/index.ts';
import {
  type AlgorithmIdentifier,
  type Extension,
  type GeneralName,
  parseAlgorithm,
  parseExtensions,
  parseGeneralName,
} from '../validation/index.ts';

/** RFC 3161 2.4.1. */
export interface MessageImprint {
  readonly raw: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Uint8Array;
}

/** What a time stamp says (RFC 3161 2.4.2). */
export interface TstInfo {
  readonly policy: string;
  readonly messageImprint: MessageImprint;
  readonly serialNumber: bigint;
  /** Milliseconds since 1970; a fraction where the token is more precise. */
  readonly genTime: number;
  /** By how many milliseconds genTime may be wrong to either side; undefined where the token does not say. */
  readonly accuracyMs: number | undefined;
  /** Undefined where it is left out, which means false. */
  readonly ordering: boolean | undefined;
  /** The DER of the INTEGER. */
  readonly nonce: Uint8Array | undefined;
  readonly tsa: GeneralName | undefined;
  readonly extensions: readonly Extension[];
}

/** @throws DerError when the bytes are not a TSTInfo of version 1 */
export function parseTstInfo(bytes: Uint8Array): TstInfo {
  const fields = fieldsOf(readDer(bytes));
  if (integerOf(fields.next(tags.integer)) !== 1n)
    throw new DerError('asn1.structure', 'no such version of a time stamp');
  const policy = oidOf(fields.next(tags.oid));
  const messageImprint = parseMessageImprint(fields.next(tags.sequence));
  const serialNumber = integerOf(fields.next(tags.integer));
  const genTime = preciseTimeOf(fields.next(tags.generalizedTime));
  const accuracy = fields.optional(tags.sequence);
  const ordering = fields.optional(tags.boolean);
  const nonce = fields.optional(tags.integer);
  const tsa = fields.optional(contextConstructed(0));
  const extensions = fields.optional(contextConstructed(1));
  fields.end();
  return {
    policy,
    messageImprint,
    serialNumber,
    genTime,
    accuracyMs: accuracy && parseAccuracy(accuracy),
    ordering: ordering && booleanOf(ordering),
    nonce: nonce?.bytes,
    tsa: tsa && parseGeneralName(onlyElement(tsa)),
    extensions: extensions ? parseExtensions(extensions, contextConstructed(1)) : [],
  };
}

export function parseMessageImprint(value: Der): MessageImprint {
  const fields = fieldsOf(value);
  const algorithm = parseAlgorithm(fields.next(tags.sequence));
  const digest = fields.next(tags.octetString).content;
  fields.end();
  return { raw: value.bytes, algorithm, digest };
}

function parseAccuracy(value: Der): number {
  const fields = fieldsOf(value);
  const seconds = fields.optional(tags.integer);
  const millis = fields.optional(context(0));
  const micros = fields.optional(context(1));
  fields.end();
  return (seconds ? countOf(seconds) : 0) * 1000 + part(millis) + part(micros) / 1000;
}

/** From 1 to 999. */
function part(value: Der | undefined): number {
  if (!value) return 0;
  const count = countOf(value);
  if (count < 1 || count > 999) throw new DerError('asn1.structure', 'a part of accuracy is from 1 to 999');
  return count;
}
