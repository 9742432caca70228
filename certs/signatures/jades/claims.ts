import { isJsonObject, type JsonObject } from '../../json/index.ts';
import type { ReadClaims } from '../model.ts';

/** What the signer says of the signature (ETSI TS 119 182-1 5.2.3 to 5.2.5 and 5.2.7). */
export function claimsOf(header: JsonObject): ReadClaims {
  const policy = identifierOf(member(header['sigPId'], 'id'));
  const commitments = listOf(header['srCms']).flatMap((one) => identifierOf(member(one, 'commId')) ?? []);
  const roles = listOf(member(header['srAts'], 'claimed'))
    .flatMap((one) => listOf(member(one, 'qVals')))
    .filter((one) => typeof one === 'string');
  const place = placeParts
    .map((name) => member(header['sigPl'], name))
    .filter((part) => typeof part === 'string' && part !== '')
    .join(', ');
  return {
    ...(policy !== undefined && { policy: { id: policy } }),
    ...(commitments.length > 0 && { commitments }),
    ...(roles.length > 0 && { roles }),
    ...(place !== '' && { place }),
  };
}

const placeParts = [
  'streetAddress',
  'postOfficeBoxNumber',
  'postalCode',
  'addressLocality',
  'addressRegion',
  'addressCountry',
];

function member(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** An oId (5.4.1): a URI, which for object identifiers is their URN. */
function identifierOf(value: unknown): string | undefined {
  const id = isJsonObject(value) ? value['id'] : value;
  return typeof id === 'string' && id !== '' ? id.replace(/^urn:oid:/, '') : undefined;
}
