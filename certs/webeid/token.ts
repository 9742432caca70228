import { isJsonObject, type JsonObject, parseJson } from '../json/index.ts';
import { type JwsAlgorithm, jwsAlgorithm } from '../keys/index.ts';
import { type Certificate, readCertificate } from '../validation/index.ts';
import { refuse, type WebEidRefusal } from './errors.ts';

/** A token as it was sent: well formed, and nothing of it believed yet. */
export interface WebEidToken {
  readonly kind: 'read';
  readonly certificate: Certificate;
  readonly algorithm: JwsAlgorithm;
  readonly signature: Uint8Array;
}

/** Of the JSON text, in UTF-16 units, as the reference implementation counts. */
export const webEidTokenLength = { least: 100, most: 10_000 } as const;
const format = 'web-eid:1.0';

/** The token from its JSON text (Web eID authentication token, format 1.0). Other members are passed over. */
export function readWebEidToken(json: string): WebEidToken | WebEidRefusal {
  const { least, most } = webEidTokenLength;
  if (json.length < least || json.length > most)
    return refuse('webeid.length', `a token has ${least} to ${most} characters`);
  const members = readMembers(json);
  if (!members) return refuse('webeid.malformed', 'not a JSON object, or a member stands twice');
  if (members['format'] !== format) return refuse('webeid.format', `the format is not ${format}`);
  const name = members['algorithm'];
  const algorithm = typeof name === 'string' ? jwsAlgorithm(name) : undefined;
  if (!algorithm) return refuse('webeid.algorithm', 'an algorithm that tokens are not signed with');
  const signature = decodeBase64(members['signature']);
  if (!signature) return refuse('webeid.malformed', 'the signature is not base64');
  const bytes = decodeBase64(members['unverifiedCertificate']);
  if (!bytes) return refuse('webeid.certificate', 'the certificate is missing or not base64');
  const read = readCertificate(bytes);
  if (read.kind === 'malformed') return refuse('webeid.certificate', `${read.code}: ${read.message}`);
  return { kind: 'read', certificate: read.value, algorithm, signature };
}

function readMembers(json: string): JsonObject | undefined {
  const value = parseJson(json);
  return isJsonObject(value) ? value : undefined;
}

/** RFC 4648 4 with its padding: one text for each value, so that nothing hides in the encoding. */
function decodeBase64(value: unknown): Buffer | undefined {
  if (typeof value !== 'string' || value === '') return undefined;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes : undefined;
}
