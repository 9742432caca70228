import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { validatePath } from '../../../certs/index.ts';
import { extension, issue, type Issue, issueCa, nameOf, now } from '../../support/der-pki.ts';

const root = issueCa({ subject: 'root' });
const tags = { mail: 0x81, host: 0x82, uri: 0x86, directory: 0xa4 } as const;
type Form = keyof typeof tags;

const name = (form: Form, text: string) =>
  der.encode(tags[form], form === 'directory' ? nameOf(text) : Buffer.from(text, 'latin1'));

function judge(
  constraint: Uint8Array,
  names: Uint8Array,
  subject: Pick<Issue, 'subject' | 'subjectName'> = { subject: '' },
): string {
  const ca = issueCa({
    subject: 'ca',
    issuer: root,
    extensions: [extension(oids.nameConstraints, der.sequence(constraint), true)],
  });
  const leaf = issue({
    ...subject,
    issuer: ca,
    extensions: [extension(oids.subjectAltName, der.sequence(names))],
  });
  const result = validatePath({
    leaf: leaf.certificate,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    crls: [],
    time: now,
    revocation: false,
  });
  return result.kind === 'valid' ? 'valid' : result.code;
}

const subtrees = (number: 0 | 1, base: Uint8Array) => der.encode(0xa0 | number, der.sequence(base));

/** Whether the name is inside; undefined where nobody can say, which is refused on both sides. */
type Vector = readonly [form: Form, base: string, text: string, isInside: boolean | undefined];

const vectors: readonly Vector[] = [
  // RFC 5280 4.2.1.10: a mailbox, the mailboxes of a host, those of the hosts below a domain
  ['mail', 'a@example.az', 'a@example.az', true],
  ['mail', 'a@example.az', 'a@EXAMPLE.az', true],
  ['mail', 'a@example.az', 'A@example.az', false],
  ['mail', 'a@example.az', 'b@example.az', false],
  ['mail', 'a@example.az', 'a@www.example.az', false],
  ['mail', 'example.az', 'b@example.az', true],
  ['mail', 'example.az', 'b@www.example.az', false],
  ['mail', 'example.az', 'b@notexample.az', false],
  ['mail', '.example.az', 'b@www.example.az', true],
  ['mail', '.example.az', 'b@x.www.example.az', true],
  ['mail', '.example.az', 'b@example.az', false],
  ['mail', '.example.az', 'b@notexample.az', false],
  ['mail', 'example.az', '"a@example.az"@other.az', false],
  ['mail', 'example.az', 'nobody', undefined],
  ['mail', 'example.az', '@example.az', undefined],
  ['mail', 'example.az', 'a@[192.0.2.1]', undefined],
  ['mail', 'example.az', 'a@b@example.az', undefined],
  ['mail', 'example.az', 'a b@example.az', undefined],
  ['mail', 'example.az', 'a..b@example.az', undefined],
  ['mail', 'example.az', '"a b"@example.az', true],
  ['mail', 'a@example.az', '"a"@example.az', true],
  ['mail', '"a"@example.az', 'a@example.az', true],
  ['mail', 'a@example.az', '"a\\b"@example.az', false],
  ['mail', 'a@b@example.az', 'c@example.az', undefined],
  ['mail', '@example.az', 'c@example.az', undefined],
  ['mail', 'a@.example.az', 'a@www.example.az', undefined],
  // the host of a URI, or the hosts below a domain
  ['uri', 'example.az', 'https://example.az/a', true],
  ['uri', 'example.az', 'https://EXAMPLE.AZ:8443/a?b#c', true],
  ['uri', 'example.az', 'https://user:word@example.az/', true],
  ['uri', 'example.az', 'https://example.az@other.az/', false],
  ['uri', 'example.az', 'https://www.example.az/', false],
  ['uri', 'example.az', 'https://other.az/example.az', false],
  ['uri', '.example.az', 'ldap://www.example.az', true],
  ['uri', '.example.az', 'https://example.az', false],
  ['uri', '.example.az', 'https://notexample.az', false],
  ['uri', 'example.az', 'https://192.0.2.1/', undefined],
  ['uri', 'example.az', 'https://[2001:db8::1]/', undefined],
  ['uri', 'example.az', 'urn:example.az', undefined],
  ['uri', 'example.az', 'example.az', undefined],
  ['uri', 'example.az', 'https:///a', undefined],
  ['uri', 'example.az', 'https://other.az\\@example.az/', undefined],
  ['uri', 'example.az', 'https://a@other.az@example.az/', undefined],
  ['uri', 'example.az', 'https://ex%61mple.az/', undefined],
  ['uri', 'example.az', 'https://example.az./', undefined],
  ['uri', 'example.az', 'https://example.az:https/', undefined],
  ['host', 'example.az', 'www.example.az', true],
  ['host', 'example.az', 'example.az', true],
  ['host', 'example.az', 'notexample.az', false],
  ['host', '', 'example.az', true],
  ['host', 'example.az', 'exa mple.az', undefined],
  ['host', 'example.az', '*.example.az', true],
  ['host', 'a.b.example.az', '*.example.az', false],
  // a wildcard that reaches into the subtree and out of it
  ['host', 'www.example.az', '*.example.az', undefined],
  ['host', 'example.az', '*', undefined],
  // no host names, though some readers take them for ones
  ['host', '.example.az', 'www.example.az', undefined],
  ['host', '*.example.az', 'www.example.az', undefined],
  ['host', 'example.az', '.example.az', undefined],
  ['host', 'example.az', 'www.example.az.', undefined],
  ['host', 'example.az', 'www..example.az', undefined],
  ['host', 'example.az', '192.0.2.1', undefined],
  ['host', 'example.az', '0xc0.0x2.1', undefined],
  ['host', 'example.az', '', undefined],
  ['directory', 'a', 'a', true],
  ['directory', 'A  b', 'a B', true],
  ['directory', 'a', 'b', false],
  ['directory', '', 'b', true],
];

const verdictOf = (isAllowed: boolean) => (isAllowed ? 'valid' : 'path.name_constraints');

describe('name constraints (RFC 5280 4.2.1.10)', () => {
  it.each(vectors)('%s %j and %j: %s', (form, base, text, isInside) => {
    const names = name(form, text);
    expect(judge(subtrees(0, name(form, base)), names)).toBe(verdictOf(isInside === true));
    expect(judge(subtrees(1, name(form, base)), names)).toBe(verdictOf(isInside === false));
  });

  it('speak only of names of their form', () => {
    expect(judge(subtrees(0, name('mail', 'example.az')), name('uri', 'https://other.az/'))).toBe('valid');
    expect(judge(subtrees(1, name('uri', 'example.az')), name('mail', 'a@example.az'))).toBe('valid');
  });

  it.each([
    ['c0000200 ffffff00', 'c0000201', true],
    ['c0000200 ffffff00', 'c0000301', false],
    ['c0000201 ffffff00', 'c0000207', true],
    ['00000000 00000000', 'c0000301', true],
    ['c0000200 ff00ff00', 'c0000201', undefined],
    ['c0000200 00ffffff', 'c0000200', undefined],
    ['c0000200', 'c0000200', undefined],
    ['', 'c0000200', undefined],
    ['c0000200 ffffff00', 'c0000200ffffff00', undefined],
    ['c0000200 ffffff00', 'c00002', undefined],
    ['c0000200 ffffff00', '00000000000000000000ffffc0000201', false],
    [`${'00'.repeat(15)}01 ${'ff'.repeat(16)}`, `${'00'.repeat(15)}01`, true],
    [`${'00'.repeat(15)}01 ${'ff'.repeat(16)}`, `${'00'.repeat(15)}02`, false],
  ])('address range %s and %s: %s', (base, address, isInside) => {
    const form = (hex: string) => der.encode(0x87, Buffer.from(hex.replace(' ', ''), 'hex'));
    expect(judge(subtrees(0, form(base)), form(address))).toBe(verdictOf(isInside === true));
    expect(judge(subtrees(1, form(base)), form(address))).toBe(verdictOf(isInside === false));
  });

  it.each([
    ['otherName', der.encode(0xa0, Buffer.concat([der.oid('2.25.1'), der.explicit(0, der.nullValue())]))],
    ['x400Address', der.encode(0xa3, der.sequence())],
    ['ediPartyName', der.encode(0xa5, der.encode(0xa1, der.utf8String('a')))],
    ['registeredID', der.encode(0x88, Uint8Array.of(0x2a))],
  ])('of a form without rules, %s, refuse every name of that form and no other', (_name, one) => {
    for (const side of [0, 1] as const) {
      expect(judge(subtrees(side, one), one)).toBe('path.name_constraints');
      expect(judge(subtrees(side, one), name('host', 'example.az'))).toBe('valid');
    }
  });

  it('exclude what they permit', () => {
    const [all, part] = [name('host', 'example.az'), name('host', 'a.example.az')];
    const both = Buffer.concat([subtrees(0, all), subtrees(1, part)]);
    expect(judge(both, name('host', 'b.example.az'))).toBe('valid');
    expect(judge(both, name('host', 'x.a.example.az'))).toBe('path.name_constraints');
  });

  it('are for every name of the certificate', () => {
    const names = Buffer.concat([name('host', 'www.example.az'), name('host', 'other.az')]);
    expect(judge(subtrees(0, name('host', 'example.az')), names)).toBe('path.name_constraints');
  });

  it('speak of e-mail addresses in the subject, beside alternative names too', () => {
    const address = der.sequence(der.oid(oids.emailAddress), der.encode(0x16, Buffer.from('a@other.az')));
    const subject = { subject: 'a', subjectName: der.sequence(der.setOf(address)) };
    const constraint = subtrees(0, name('mail', 'example.az'));
    expect(judge(constraint, name('host', 'a.az'), subject)).toBe('path.name_constraints');
    expect(judge(constraint, name('mail', 'a@example.az'), subject)).toBe('path.name_constraints');
  });

  it('speak of the subject as a directory name', () => {
    const names = name('host', 'a.az');
    expect(judge(subtrees(0, name('directory', 'a')), names, { subject: 'a' })).toBe('valid');
    expect(judge(subtrees(0, name('directory', 'a')), names, { subject: 'b' })).toBe('path.name_constraints');
    expect(judge(subtrees(1, name('directory', 'a')), names, { subject: 'a' })).toBe('path.name_constraints');
  });

  it('cannot be judged with a minimum or maximum, and are refused', () => {
    const base = name('host', 'example.az');
    const minimum = der.encode(0x80, Uint8Array.of(1));
    const permitted = der.encode(0xa0, der.sequence(base, minimum));
    expect(judge(permitted, name('host', 'www.example.az'))).toBe('path.name_constraints');
  });
});

describe('policy qualifiers (RFC 5280 4.2.1.4)', () => {
  const policies = (qualifier: string, isCritical: boolean) =>
    extension(
      oids.certificatePolicies,
      der.sequence(
        der.sequence(
          der.oid('2.25.1'),
          der.sequence(der.sequence(der.oid(qualifier), der.sequence(der.utf8String('a notice')))),
        ),
      ),
      isCritical,
    );
  it.each([
    ['a user notice', oids.userNotice, true, 'valid'],
    ['an unknown one', '2.25.7', false, 'valid'],
    ['an unknown one', '2.25.7', true, 'path.unknown_critical_extension'],
  ] as const)('%s %s, critical %s: %s', (_name, qualifier, isCritical, verdict) => {
    const leaf = issue({ subject: 'leaf', issuer: root, extensions: [policies(qualifier, isCritical)] });
    const result = validatePath({
      leaf: leaf.certificate,
      intermediates: [],
      anchors: [root.certificate],
      crls: [],
      time: now,
      revocation: false,
    });
    expect(result.kind === 'valid' ? 'valid' : result.code).toBe(verdict);
  });
});
