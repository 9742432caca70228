import { der, nest, tags, writeNest } from '../asn1/index.ts';
import { type HashName, hashIdentifier } from '../cms/index.ts';

/** What a client asks of a time-stamping service. */
export interface TimeStampQuery {
  readonly hash: Exclude<HashName, 'sha1'>;
  readonly digest: Uint8Array;
  /** The DER of the INTEGER; the answer must repeat it. */
  readonly nonce: Uint8Array;
  /** The service's own choice when left out. */
  readonly policy?: string;
}

/** The DER of a TimeStampReq (RFC 3161 2.4.1) that wants the certificate in the token. */
export function encodeTimeStampQuery({ hash, digest, nonce, policy }: TimeStampQuery): Uint8Array {
  const imprint = nest(tags.sequence, hashIdentifier(hash), nest(tags.octetString, digest));
  const asked = policy === undefined ? [] : [der.oid(policy)];
  return writeNest(nest(tags.sequence, one, imprint, ...asked, nonce, yes));
}

const one = der.integer(1);
const yes = der.boolean(true);
