import { createHash } from 'node:crypto';
import { curves, joinedEcdsaValue } from '../../certs/keys/index.ts';
import { signedPropertiesText } from '../../certs/signatures/xades/write.ts';
import type { Certificate } from '../../certs/validation/index.ts';
import type { SigningWorld } from './signing-world.ts';

/** XML signatures with any references, for attacks and for what other makers do. By the key `p256`. */

export const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
export const inclusive = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315';
export const enveloped = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature';

export interface CraftedReference {
  readonly uri: string;
  readonly type?: string;
  /** Algorithms, or whole Transform elements. */
  readonly transforms: readonly string[];
  /** What they yield. */
  readonly octets: string | Uint8Array;
}

export interface CraftedSignature {
  readonly id?: string;
  readonly references: readonly CraftedReference[];
  readonly objects?: readonly string[];
  /** Left out where the signature is no XAdES. */
  readonly certificate?: Certificate;
  readonly unsigned?: string;
}

const ds = 'xmlns:ds="http://www.w3.org/2000/09/xmldsig#"';
const sha256 = (octets: string | Uint8Array) => createHash('sha256').update(octets).digest('base64');

function referenceText({ uri, type, transforms, octets }: CraftedReference, index: number): string {
  const all = transforms.map((one) =>
    one.startsWith('<') ? one : `<ds:Transform Algorithm="${one}"></ds:Transform>`,
  );
  const wrapped = all.length === 0 ? '' : `<ds:Transforms>${all.join('')}</ds:Transforms>`;
  const kind = type === undefined ? '' : ` Type="${type}"`;
  return `<ds:Reference Id="r${index}"${kind} URI="${uri}">${wrapped}<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod><ds:DigestValue>${sha256(octets)}</ds:DigestValue></ds:Reference>`;
}

export function craftSignature(world: SigningWorld, parts: CraftedSignature): string {
  const { id = 'S', references, objects = [], unsigned = '' } = parts;
  const certificate = parts.certificate ?? world.certificateOf('p256');
  const formats = references.map(() => ({ mediaType: 'text/xml' }));
  const properties = signedPropertiesText({ id, certificate, time: world.clock.now(), references: formats });
  const all = [
    ...references,
    {
      uri: `#${id}-p`,
      type: 'http://uri.etsi.org/01903#SignedProperties',
      transforms: [exclusive],
      octets: properties,
    },
  ];
  const signedInfo = `<ds:SignedInfo ${ds}><ds:CanonicalizationMethod Algorithm="${exclusive}"></ds:CanonicalizationMethod><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"></ds:SignatureMethod>${all.map(referenceText).join('')}</ds:SignedInfo>`;
  const value = joinedEcdsaValue(world.sign('p256', Buffer.from(signedInfo)), curves.prime256v1.length);
  if (!value) throw new Error('no value');
  const raw = Buffer.from(certificate.raw).toString('base64');
  const qualifying = `<ds:Object><xades:QualifyingProperties xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" Target="#${id}">${properties}${unsigned}</xades:QualifyingProperties></ds:Object>`;
  return `<ds:Signature ${ds} Id="${id}">${signedInfo}<ds:SignatureValue Id="${id}-v">${Buffer.from(value).toString('base64')}</ds:SignatureValue><ds:KeyInfo><ds:X509Data><ds:X509Certificate>${raw}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>${objects.join('')}${qualifying}</ds:Signature>`;
}
