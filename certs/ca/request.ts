import {
  bitStringOf,
  contextConstructed,
  copyOctets,
  type Der,
  DerError,
  type DerLimits,
  fieldsOf,
  integerOf,
  oidOf,
  oids,
  onlyElement,
  readDer,
  tags,
} from '../asn1/index.ts';
import { judgePublicKey } from '../keys/index.ts';
import { type CertificateProfile, isHostName } from '../lint/index.ts';
import {
  type AlgorithmIdentifier,
  extensionValue,
  type Extension,
  type Name,
  parseAlgorithm,
  parseExtensions,
  parseGeneralNames,
  parseName,
  verifyOnce,
} from '../validation/index.ts';
import { type CaRefusal, refuse } from './errors.ts';

/** What is taken from a request: nothing that it says of itself but the key, and host names where a profile has them. */
export type AcceptedRequest =
  | {
      readonly kind: 'accepted';
      /** The DER of the SubjectPublicKeyInfo; the request was signed with its private key. */
      readonly publicKey: Uint8Array;
      /** Asked for and well-formed; whether they belong to whoever asks is for the caller to know. */
      readonly hostNames: readonly string[];
    }
  | CaRefusal;

const limits: DerLimits = { maxBytes: 16 * 1024, maxDepth: 12, maxValues: 600 };

/**
 * Reads a PKCS#10 request (RFC 2986) in DER, checks that who made it holds the private key, and that the profile takes
 * such keys. Its subject and its extensions are not believed; an attribute or extension that is unknown refuses it,
 * since it would otherwise be dropped without a word.
 */
export function acceptRequest(bytes: Uint8Array, profile: CertificateProfile): AcceptedRequest {
  let request: Request;
  try {
    request = parseRequest(copyOctets(bytes));
  } catch (error) {
    if (error instanceof DerError) return refuse('ca.request_malformed', `${error.code}: ${error.message}`);
    throw error;
  }
  return request.unknown === undefined
    ? judge(request, profile)
    : refuse('ca.request_content', request.unknown);
}

/** The subject that a PKCS#10 request asks for (RFC 7030 4.2.2 compares it); undefined when it is none. */
export function requestedSubject(bytes: Uint8Array): Name | undefined {
  try {
    return parseRequest(copyOctets(bytes)).subject;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function judge(request: Request, profile: CertificateProfile): AcceptedRequest {
  const { spki, hostNames } = request;
  const key = judgePublicKey(spki);
  if (key.kind === 'weak') return refuse('ca.key_weak', key.message);
  if (key.kind === 'unsupported') return refuse('ca.key_not_allowed', key.message);
  if (!profile.publicKeys.includes(key.kind))
    return refuse('ca.key_not_allowed', `${profile.id} does not take keys of the kind ${key.kind}`);
  if (profile.subjectAltName && !hostNames.every(isHostName))
    return refuse('ca.host_name', 'a requested name is no host name in lower case');
  const signed = { ...request, innerAlgorithm: request.signatureAlgorithm };
  const verdict = verifyOnce(signed, request);
  if (verdict === 'unsupported')
    return refuse('ca.proof_of_possession', 'the request is signed with an algorithm that is not accepted');
  if (verdict !== 'good')
    return refuse(
      'ca.proof_of_possession',
      'the request is not signed with the private key of its public key',
    );
  return { kind: 'accepted', publicKey: spki, hostNames: profile.subjectAltName ? hostNames : [] };
}

interface Request {
  readonly tbs: Uint8Array;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly spki: Uint8Array;
  readonly keyAlgorithm: AlgorithmIdentifier;
  readonly subject: Name;
  readonly hostNames: readonly string[];
  /** What this service does not know of, in a sentence. */
  readonly unknown: string | undefined;
}

function parseRequest(bytes: Uint8Array): Request {
  const outer = fieldsOf(readDer(bytes, limits));
  const info = outer.next(tags.sequence);
  const signatureAlgorithm = parseAlgorithm(outer.next(tags.sequence));
  const signature = wholeOctets(outer.next(tags.bitString));
  outer.end();
  const fields = fieldsOf(info);
  if (integerOf(fields.next(tags.integer)) !== 0n)
    throw new DerError('asn1.structure', 'no such version of a request');
  const subject = parseName(fields.next(tags.sequence));
  const spki = fields.next(tags.sequence);
  const attributes = fields.optional(contextConstructed(0));
  fields.end();
  const keyAlgorithm = parseAlgorithm(fieldsOf(spki).next(tags.sequence));
  const asked = attributes ? parseAttributes(attributes) : nothingAsked;
  return {
    tbs: info.bytes,
    signatureAlgorithm,
    signature,
    spki: spki.bytes,
    keyAlgorithm,
    subject,
    ...asked,
  };
}

function wholeOctets(value: Der): Uint8Array {
  const { unusedBits, bytes } = bitStringOf(value);
  if (unusedBits !== 0) throw new DerError('asn1.bit_string', 'a signature is not whole octets');
  return bytes;
}

interface Asked {
  readonly hostNames: readonly string[];
  readonly unknown: string | undefined;
}

const nothingAsked: Asked = { hostNames: [], unknown: undefined };

/** Attributes (RFC 2986 4.1); a challenge password (RFC 2985 5.4.1, used by RFC 7030 3.5) is the transport's matter. */
function parseAttributes(attributes: Der): Asked {
  let asked = nothingAsked;
  const seen = new Set<string>();
  for (const attribute of fieldsOf(attributes, contextConstructed(0)).rest()) {
    const fields = fieldsOf(attribute);
    const type = oidOf(fields.next(tags.oid));
    const values = fields.next(tags.set);
    fields.end();
    if (seen.has(type)) throw new DerError('asn1.structure', `attribute ${type} stands twice`);
    seen.add(type);
    if (type === oids.extensionRequest) asked = readExtensions(parseExtensions(onlyElement(values)), asked);
    else if (type !== oids.challengePassword)
      asked = { ...asked, unknown: `the attribute ${type} is unknown` };
  }
  return asked;
}

/** Extensions that a request may carry: the profile decides them, so they are passed over. */
const passedOver: ReadonlySet<string> = new Set([
  oids.basicConstraints,
  oids.keyUsage,
  oids.extKeyUsage,
  oids.subjectKeyIdentifier,
  oids.certificatePolicies,
]);

function readExtensions(extensions: readonly Extension[], asked: Asked): Asked {
  let { hostNames, unknown } = asked;
  for (const extension of extensions) {
    if (extension.oid === oids.subjectAltName) {
      const names = parseGeneralNames(extensionValue(extension));
      hostNames = names.flatMap((name) => (name.kind === 'dNSName' ? [name.text] : []));
      if (hostNames.length < names.length) unknown = 'subjectAltName asks for more than host names';
    } else if (!passedOver.has(extension.oid)) unknown = `the extension ${extension.oid} is unknown`;
  }
  return { hostNames, unknown };
}
