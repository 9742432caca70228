import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { type PeerName, validatePath } from '../../../certs/index.ts';
import { extension, issue, issueCa, now } from '../../support/der-pki.ts';

const root = issueCa({ subject: 'root' });
const tags = { DNS: 0x82, IP: 0x87, RFC822: 0x81, URI: 0x86 } as const;
type Presented = readonly [form: keyof typeof tags, value: string];

function judge(presented: readonly Presented[], peerNames: readonly PeerName[]): string {
  const names = presented.map(([form, value]) =>
    der.encode(tags[form], Buffer.from(value, form === 'IP' ? 'hex' : 'latin1')),
  );
  const extensions = names.length > 0 ? [extension(oids.subjectAltName, der.sequence(...names))] : [];
  const leaf = issue({ subject: 'www.example.az', issuer: root, extensions });
  const question = { intermediates: [], anchors: [root.certificate], crls: [], time: now, revocation: false };
  const result = validatePath({ ...question, leaf: leaf.certificate, peerNames });
  return result.kind === 'valid' ? 'valid' : result.code;
}

type Vector = readonly [form: keyof typeof tags, presented: string, kind: PeerName['kind'], value: string];

const matching: readonly Vector[] = [
  ['DNS', 'www.example.az', 'DNS', 'www.example.az'],
  ['DNS', 'WWW.example.AZ', 'DNS', 'www.Example.az'],
  ['DNS', '*.example.az', 'DNS', 'www.example.az'],
  ['DNS', '*.example.az', 'DNS', 'xn--bcher-kva.example.az'],
  ['DNS', 'xn--bcher-kva.example.az', 'DNS', 'bücher.example.az'],
  ['DNS', 'localhost', 'DNS', 'localhost'],
  // RFC 1034 3.1: whoever looks for a host may write that its name is complete
  ['DNS', 'www.example.az', 'DNS', 'www.example.az.'],
  ['DNS', '*.example.az', 'DNS', 'bücher.example.az.'],
  ['DNS', 'a_b.example.az', 'DNS', 'a_b.example.az'],
  ['IP', 'c0000201', 'IP', '192.0.2.1'],
  ['IP', '20010db8000000000000000000000001', 'IP', '2001:DB8::1'],
  ['IP', '00000000000000000000ffffc0000201', 'IP', '::ffff:192.0.2.1'],
  ['RFC822', 'a@example.az', 'RFC822', 'a@EXAMPLE.az'],
  ['RFC822', '"a"@example.az', 'RFC822', 'a@example.az'],
  ['RFC822', 'a@xn--bcher-kva.az', 'RFC822', 'a@Bücher.az'],
];

const different: readonly Vector[] = [
  // RFC 9525 6.3: the wildcard is the whole leftmost label and stands for one
  ['DNS', '*.example.az', 'DNS', 'example.az'],
  ['DNS', '*.example.az', 'DNS', 'a.www.example.az'],
  ['DNS', '*.example.az', 'DNS', '.example.az'],
  ['DNS', 'w*.example.az', 'DNS', 'www.example.az'],
  ['DNS', '*w.example.az', 'DNS', 'www.example.az'],
  ['DNS', 'www.*.az', 'DNS', 'www.example.az'],
  ['DNS', '*.*.az', 'DNS', 'www.example.az'],
  ['DNS', '*', 'DNS', 'localhost'],
  ['DNS', '*.az', 'DNS', 'example.az'],
  ['DNS', 'xn--*-kva.example.az', 'DNS', 'xn--bcher-kva.example.az'],
  ['DNS', '*.example.az', 'DNS', '*.example.az'],
  // names that are none
  ['DNS', 'www.example.az.', 'DNS', 'www.example.az.'],
  ['DNS', 'www.example.az', 'DNS', 'www.example.az..'],
  ['DNS', '', 'DNS', '.'],
  ['DNS', '192.0.2.1', 'DNS', '192.0.2.1'],
  ['DNS', '192.0.2.1', 'DNS', '192.0.2.1.'],
  ['DNS', '127.1', 'DNS', '127.1'],
  ['DNS', '0x7f000001', 'DNS', '0x7f000001'],
  ['DNS', '-a.example.az', 'DNS', '-a.example.az'],
  ['DNS', 'www.example.az\0.other.az', 'DNS', 'www.example.az'],
  ['DNS', 'www.example.az ', 'DNS', 'www.example.az'],
  ['DNS', '', 'DNS', ''],
  ['DNS', `${'a'.repeat(64)}.az`, 'DNS', `${'a'.repeat(64)}.az`],
  // RFC 9525 6.5: other forms do not stand in for each other
  ['DNS', '192.0.2.1', 'IP', '192.0.2.1'],
  ['DNS', '*.0.2.1', 'IP', '192.0.2.1'],
  ['IP', 'c0000201', 'DNS', '192.0.2.1'],
  ['URI', 'https://www.example.az', 'DNS', 'www.example.az'],
  ['RFC822', 'a@www.example.az', 'DNS', 'www.example.az'],
  ['IP', 'c0000201', 'IP', '::ffff:192.0.2.1'],
  ['IP', 'c0000200ffffff00', 'IP', '192.0.2.1'],
  ['IP', 'c0000201', 'IP', '192.0.2.01'],
  ['IP', 'fe800000000000000000000000000001', 'IP', 'fe80::1%eth0'],
  ['RFC822', 'a@example.az', 'RFC822', 'A@example.az'],
  ['RFC822', 'a@b@example.az', 'RFC822', 'a@b@example.az'],
  ['RFC822', 'u@example.az', 'RFC822', 'ü@example.az'],
  ['RFC822', 'example.az', 'RFC822', 'example.az'],
  ['RFC822', '', 'RFC822', ''],
];

describe('the names of a peer (RFC 9525 6)', () => {
  it.each(matching)('%s %j is %s %j', (form, presented, kind, value) =>
    expect(judge([[form, presented]], [{ kind, value }])).toBe('valid'),
  );

  it.each(different)('%s %j is not %s %j', (form, presented, kind, value) =>
    expect(judge([[form, presented]], [{ kind, value }])).toBe('path.peer_name'),
  );

  it('are all wanted, and any of those presented will do', () => {
    const presented = [
      ['DNS', 'a.az'],
      ['DNS', 'b.az'],
    ] as const;
    const host = (value: string): PeerName => ({ kind: 'DNS', value });
    expect(judge(presented, [host('a.az'), host('b.az')])).toBe('valid');
    expect(judge(presented, [host('a.az'), host('c.az')])).toBe('path.peer_name');
  });

  it('are not looked for in the common name (RFC 9525 2)', () => {
    const wanted = { kind: 'DNS', value: 'www.example.az' } as const;
    expect(judge([], [wanted])).toBe('path.peer_name');
    expect(judge([['DNS', 'other.az']], [wanted])).toBe('path.peer_name');
  });
});
