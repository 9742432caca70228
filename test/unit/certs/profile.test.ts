import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { validatePath } from '../../../certs/index.ts';
import { type Entity, extension, issue, type Issue, nameOf, now } from '../../support/der-pki.ts';

type Extensions = Readonly<Record<string, readonly [value: Uint8Array, isCritical?: boolean]>>;

const keyId = (text: string) => Buffer.from(text);
const isAuthority = der.sequence(der.boolean(true));
const ofAuthority = (name: string, issuer: string): Extensions => ({
  [oids.basicConstraints]: [isAuthority, true],
  [oids.keyUsage]: [der.namedBits([5, 6]), true],
  [oids.subjectKeyIdentifier]: [der.octetString(keyId(name))],
  [oids.authorityKeyIdentifier]: [der.sequence(der.encode(0x80, keyId(issuer)))],
});
const host = der.sequence(der.encode(0x82, Buffer.from('www.example.az')));
const ofLeaf: Extensions = {
  [oids.keyUsage]: [der.namedBits([0]), true],
  [oids.extKeyUsage]: [der.sequence(der.oid(oids.serverAuth))],
  [oids.subjectAltName]: [host],
  [oids.authorityKeyIdentifier]: [der.sequence(der.encode(0x80, keyId('ca')))],
  [oids.authorityInfoAccess]: [
    der.sequence(
      der.sequence(der.oid(oids.accessOcsp), der.encode(0x86, Buffer.from('http://ocsp.example.az'))),
    ),
  ],
};

/** What is changed in one of the three certificates; an extension that is undefined is left out. */
interface Change {
  readonly extensions?: Readonly<Record<string, Extensions[string] | undefined>>;
  readonly options?: Partial<Issue>;
}
type Where = 'root' | 'ca' | 'leaf';

function make(base: Issue, extensions: Extensions, { extensions: changed, options }: Change = {}): Entity {
  const all = Object.entries({ ...extensions, ...changed });
  const encoded = all.flatMap(([oid, value]) => (value ? [extension(oid, ...value)] : []));
  return issue({ ...base, ...options, extensions: encoded });
}

function judge(changes: Readonly<Partial<Record<Where, Change>>>, profile: boolean): string {
  const root = make({ subject: 'root' }, ofAuthority('root', 'root'), changes.root);
  const ca = make({ subject: 'ca', issuer: root }, ofAuthority('ca', 'root'), changes.ca);
  const leaf = make({ subject: 'leaf', issuer: ca }, ofLeaf, changes.leaf);
  const result = validatePath({
    leaf: leaf.certificate,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    crls: [],
    time: now,
    revocation: false,
    purpose: 'serverAuth',
    peerNames: [{ kind: 'DNS', value: 'www.example.az' }],
    profile,
  });
  return result.kind === 'valid' ? 'valid' : `${result.code} ${result.message.split(':')[0] ?? ''}`;
}

const only = (oid: string, value: Extensions[string] | undefined): Change => ({
  extensions: { [oid]: value },
});
const constrained = der.sequence(der.encode(0xa0, der.sequence(der.encode(0x82, Buffer.from('example.az')))));
const limited = der.sequence(der.boolean(true), der.integer(0));
const directory = der.encode(0xa4, nameOf('a'));

const faults: readonly (readonly [clause: string, where: Where, change: Change])[] = [
  ['4.1.2.2', 'leaf', { options: { serialNumber: 0 } }],
  ['4.1.2.2', 'ca', { options: { serialNumber: -1 } }],
  ['4.1.2.2', 'leaf', { options: { serialNumber: 1n << 160n } }],
  ['4.2.1.1', 'leaf', only(oids.authorityKeyIdentifier, undefined)],
  ['4.2.1.1', 'ca', only(oids.authorityKeyIdentifier, undefined)],
  ['4.2.1.1', 'root', only(oids.authorityKeyIdentifier, [der.sequence()])],
  [
    '4.2.1.1',
    'root',
    only(oids.authorityKeyIdentifier, [der.sequence(der.encode(0x80, keyId('root'))), true]),
  ],
  [
    '4.2.1.1',
    'ca',
    only(oids.authorityKeyIdentifier, [
      der.sequence(der.encode(0x80, keyId('root')), der.encode(0xa1, directory)),
    ]),
  ],
  ['4.2.1.2', 'root', only(oids.subjectKeyIdentifier, undefined)],
  ['4.2.1.2', 'ca', only(oids.subjectKeyIdentifier, undefined)],
  ['4.2.1.2', 'root', only(oids.subjectKeyIdentifier, [der.octetString(keyId('root')), true])],
  ['4.2.1.6', 'leaf', { options: { subject: '' } }],
  ['4.2.1.9', 'root', only(oids.basicConstraints, [isAuthority])],
  ['4.2.1.9', 'ca', only(oids.basicConstraints, [isAuthority])],
  ['4.2.1.9', 'leaf', only(oids.keyUsage, [der.namedBits([0, 5])])],
  [
    '4.2.1.9',
    'leaf',
    {
      extensions: {
        [oids.basicConstraints]: [limited, true],
        [oids.subjectKeyIdentifier]: [der.octetString(keyId('x'))],
      },
    },
  ],
  ['4.2.1.10', 'leaf', only(oids.nameConstraints, [constrained, true])],
  ['4.2.1.10', 'leaf', only(oids.nameConstraints, [constrained])],
  ['4.2.1.10', 'root', only(oids.nameConstraints, [constrained])],
  ['4.2.1.11', 'ca', only(oids.policyConstraints, [der.sequence(der.encode(0x80, Uint8Array.of(5)))])],
  ['4.2.1.14', 'ca', only(oids.inhibitAnyPolicy, [der.integer(5)])],
  ['4.2.2.1', 'leaf', only(oids.authorityInfoAccess, [der.sequence()])],
  ['4.2.2.1', 'leaf', only(oids.authorityInfoAccess, [Buffer.from('malformed')])],
  ['4.2.2.1', 'ca', only(oids.authorityInfoAccess, [der.sequence(der.sequence(der.oid(oids.accessOcsp)))])],
];

describe('the profile of RFC 5280 section 4', () => {
  it('is kept by a path from root to leaf', () => expect(judge({}, true)).toBe('valid'));

  it.each(faults)(
    '%s: what the %s breaks is told when it is asked, and else passed over',
    (clause, where, change) => {
      expect(judge({ [where]: change }, true)).toBe(`path.profile RFC 5280 ${clause}`);
      expect(judge({ [where]: change }, false)).toBe('valid');
    },
  );

  it.each<[string, () => { readonly publicKey: KeyObject }]>([
    ['RSA of 1024 bits', () => generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['secp256k1', () => generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
    ['X25519', () => generateKeyPairSync('x25519')],
  ])('wants of the leaf a key whose signatures are accepted, not %s', (_name, generate) => {
    const publicKey = generate().publicKey.export({ format: 'der', type: 'spki' });
    const change = { leaf: { options: { publicKey } } };
    expect(judge(change, true)).toMatch(/^path\.unsupported_algorithm/);
    expect(judge(change, false)).toBe('valid');
  });

  it('lets a root leave out its authorityKeyIdentifier (4.2.1.1)', () => {
    expect(judge({ root: only(oids.authorityKeyIdentifier, undefined) }, true)).toBe('valid');
  });

  it('lets a leaf without a subject have critical alternative names (4.2.1.6)', () => {
    const leaf = { options: { subject: '' }, extensions: { [oids.subjectAltName]: [host, true] as const } };
    expect(judge({ leaf }, true)).toBe('valid');
  });
});

describe('a path from an authority without a name (RFC 5280 4.1.2.4)', () => {
  it('is refused, whatever is asked', () => {
    const root = make({ subject: '' }, ofAuthority('root', 'root'));
    const leaf = make({ subject: 'leaf', issuer: root }, ofLeaf);
    const question = { leaf: leaf.certificate, intermediates: [], anchors: [root.certificate], crls: [] };
    expect(validatePath({ ...question, time: now, revocation: false })).toMatchObject({
      code: 'path.not_a_ca',
    });
  });
});
