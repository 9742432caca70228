import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  type BareItem,
  fieldsOf,
  item,
  type Message,
  readSignatures,
  signatureBase,
  signMessage,
  string,
  verifySignature,
} from '../../../src/message-signatures/index.ts';
import { rfcKeys } from '../../support/message-signature-keys.ts';

/** The messages of RFC 9421 B.2 and B.3. */
const requestFields = [
  ['Host', 'example.com'],
  ['Date', 'Tue, 20 Apr 2021 02:07:55 GMT'],
  ['Content-Type', 'application/json'],
  [
    'Content-Digest',
    'sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:',
  ],
  ['Content-Length', '18'],
] as const;
const responseFields = [
  ['Date', 'Tue, 20 Apr 2021 02:07:56 GMT'],
  ['Content-Type', 'application/json'],
  [
    'Content-Digest',
    'sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:',
  ],
  ['Content-Length', '23'],
] as const;
const clientCertificate =
  'MIIBqDCCAU6gAwIBAgIBBzAKBggqhkjOPQQDAjA6MRswGQYDVQQKDBJMZXQncyBBdXRoZW50aWNhdGUxGzAZBgNVBAMMEkxBIEludGVybWVkaWF0ZSBDQTAeFw0yMDAxMTQyMjU1MzNaFw0yMTAxMjMyMjU1MzNaMA0xCzAJBgNVBAMMAkJDMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8YnXXfaUgmnMtOXU/IncWalRhebrXmckC8vdgJ1p5Be5F/3YC8OthxM4+k1M6aEAEFcGzkJiNy6J84y7uzo9M6NyMHAwCQYDVR0TBAIwADAfBgNVHSMEGDAWgBRm3WjLa38lbEYCuiCPct0ZaSED2DAOBgNVHQ8BAf8EBAMCBsAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwHQYDVR0RAQH/BBMwEYEPYmRjQGV4YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIBHda/r1vaL6G3VliL4/Di6YK0Q6bMjeSkC3dFCOOB8TAiEAx/kHSB4urmiZ0NX5r5XarmPk0wmuydBVoU4hBVZ1yhk=';

interface Vector {
  readonly section: string;
  readonly key: KeyObject;
  readonly input: string;
  readonly signature: string;
  readonly message: (signatures: readonly (readonly [string, string])[]) => Message;
}

const request =
  (
    targetUri = 'https://example.com/foo?param=Value&Pet=dog',
    fields: readonly (readonly [string, string])[] = requestFields,
  ) =>
  (signatures: readonly (readonly [string, string])[]): Message => ({
    kind: 'request',
    method: 'POST',
    targetUri,
    fields: fieldsOf([...fields, ...signatures]),
  });
const response = (signatures: readonly (readonly [string, string])[]): Message => ({
  kind: 'response',
  status: 200,
  fields: fieldsOf([...responseFields, ...signatures]),
});

const vectors: readonly Vector[] = [
  {
    section: 'B.2.1, nothing covered, rsa-pss-sha512',
    key: rfcKeys.rsaPss,
    message: request(),
    input: 'sig-b21=();created=1618884473;keyid="test-key-rsa-pss";nonce="b3k2pp5k7z-50gnwp.yemd"',
    signature:
      'sig-b21=:d2pmTvmbncD3xQm8E9ZV2828BjQWGgiwAaw5bAkgibUopemLJcWDy/lkbbHAve4cRAtx31Iq786U7it++wgGxbtRxf8Udx7zFZsckzXaJMkA7ChG52eSkFxykJeNqsrWH5S+oxNFlD4dzVuwe8DhTSja8xxbR/Z2cOGdCbzR72rgFWhzx2VjBqJzsPLMIQKhO4DGezXehhWwE56YCE+O6c0mKZsfxVrogUvA4HELjVKWmAvtl6UnCh8jYzuVG5WSb/QEVPnP5TmcAnLH1g+s++v6d4s8m0gCw1fV5/SITLq9mhho8K3+7EPYTU8IU1bLhdxO5Nyt8C8ssinQ98Xw9Q==:',
  },
  {
    section: 'B.2.2, some components, rsa-pss-sha512',
    key: rfcKeys.rsaPss,
    message: request(),
    input:
      'sig-b22=("@authority" "content-digest" "@query-param";name="Pet");created=1618884473;keyid="test-key-rsa-pss";tag="header-example"',
    signature:
      'sig-b22=:LjbtqUbfmvjj5C5kr1Ugj4PmLYvx9wVjZvD9GsTT4F7GrcQEdJzgI9qHxICagShLRiLMlAJjtq6N4CDfKtjvuJyE5qH7KT8UCMkSowOB4+ECxCmT8rtAmj/0PIXxi0A0nxKyB09RNrCQibbUjsLS/2YyFYXEu4TRJQzRw1rLEuEfY17SARYhpTlaqwZVtR8NV7+4UKkjqpcAoFqWFQh62s7Cl+H2fjBSpqfZUJcsIk4N6wiKYd4je2U/lankenQ99PZfB4jY3I5rSV2DSBVkSFsURIjYErOs0tFTQosMTAoxk//0RoKUqiYY8Bh0aaUEb0rQl3/XaVe4bXTugEjHSw==:',
  },
  {
    section: 'B.2.3, full coverage, rsa-pss-sha512',
    key: rfcKeys.rsaPss,
    message: request(),
    input:
      'sig-b23=("date" "@method" "@path" "@query" "@authority" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-rsa-pss"',
    signature:
      'sig-b23=:bbN8oArOxYoyylQQUU6QYwrTuaxLwjAC9fbY2F6SVWvh0yBiMIRGOnMYwZ/5MR6fb0Kh1rIRASVxFkeGt683+qRpRRU5p2voTp768ZrCUb38K0fUxN0O0iC59DzYx8DFll5GmydPxSmme9v6ULbMFkl+V5B1TP/yPViV7KsLNmvKiLJH1pFkh/aYA2HXXZzNBXmIkoQoLd7YfW91kE9o/CCoC1xMy7JA1ipwvKvfrs65ldmlu9bpG6A9BmzhuzF8Eim5f8ui9eH8LZH896+QIF61ka39VBrohr9iyMUJpvRX2Zbhl5ZJzSRxpJyoEZAFL2FUo5fTIztsDZKEgM4cUA==:',
  },
  {
    section: 'B.2.4, a response, ecdsa-p256-sha256',
    key: rfcKeys.p256,
    message: response,
    input:
      'sig-b24=("@status" "content-type" "content-digest" "content-length");created=1618884473;keyid="test-key-ecc-p256"',
    signature:
      'sig-b24=:wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw==:',
  },
  {
    section: 'B.2.6, ed25519',
    key: rfcKeys.ed25519,
    message: request(),
    input:
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature:
      'sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:',
  },
  {
    section: 'B.3, a proxy that terminates TLS, ecdsa-p256-sha256',
    key: rfcKeys.p256,
    message: request('https://service.internal.example/foo?param=Value&Pet=dog', [
      ['Host', 'service.internal.example'],
      ['Client-Cert', `:${clientCertificate}:`],
    ]),
    input:
      'ttrp=("@path" "@query" "@method" "@authority" "client-cert");created=1618884473;keyid="test-key-ecc-p256"',
    signature:
      'ttrp=:xVMHVpawaAC/0SbHrKRs9i8I3eOs5RtTMGCWXm/9nvZzoHsIg6Mce9315T6xoklyy0yzhD9ah4JHRwMLOgmizw==:',
  },
];

describe('test cases of RFC 9421 appendix B (B.2.5 is HMAC, which we do not have)', () => {
  for (const { section, key, message, input, signature } of vectors) {
    const signed = message([
      ['Signature-Input', input],
      ['Signature', signature],
    ]);
    it(`verifies ${section}`, async () => {
      const [found] = readSignatures(signed);
      if (!found) throw new Error('no signature');
      await expect(verifySignature(signed, found, key)).resolves.toBeUndefined();
    });
  }

  it('signs B.2.6 with the same octets: Ed25519 has no chance in it', async () => {
    const fields = await signMessage(request()([]), {
      label: 'sig-b26',
      components: ['date', '@method', '@path', '@authority', 'content-type', 'content-length'].map(
        (name) => ({
          name,
        }),
      ),
      parameters: new Map([
        ['created', { type: 'integer', value: 1618884473 }],
        ['keyid', string('test-key-ed25519')],
      ]),
      key: rfcKeys.ed25519Private,
    });
    const vector = vectors.find(({ section }) => section.startsWith('B.2.6'));
    expect(fields).toEqual({ 'signature-input': vector?.input, signature: vector?.signature });
  });

  describe('B.4: what may happen to a message on its way', () => {
    const input =
      'transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"';
    const signature =
      'transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:';
    const get = (
      targetUri: string,
      fields: readonly (readonly [string, string])[],
      method = 'GET',
    ): Message => ({
      kind: 'request',
      method,
      targetUri,
      fields: fieldsOf([...fields, ['Signature-Input', input], ['Signature', signature]]),
    });
    const judge = async (message: Message) => {
      const [found] = readSignatures(message);
      if (!found) throw new Error('no signature');
      await verifySignature(message, found, rfcKeys.ed25519);
    };
    const two = [
      ['Accept', 'application/json'],
      ['Accept', '*/*'],
    ] as const;

    it('the message as it was sent has the base of the RFC', () => {
      const message = get('https://example.org/demo?name1=Value1&Name2=value2', two);
      const [found] = readSignatures(message);
      expect(found && signatureBase(message, found.covered)).toBe(
        [
          '"@method": GET',
          '"@path": /demo',
          '"@authority": example.org',
          '"accept": application/json, */*',
          '"@signature-params": ("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"',
        ].join('\n'),
      );
    });

    const harmless: Readonly<Record<string, Message>> = {
      'as it was sent': get('https://example.org/demo?name1=Value1&Name2=value2', two),
      'another query and a field more': get(
        'https://example.org/demo?name1=Value1&Name2=value2&param=added',
        [['Accept-Language', 'en-US,en;q=0.5'], ...two],
      ),
      'both lines of Accept in one': get('https://example.org/demo?name1=Value1&Name2=value2', [
        ['Referer', 'https://developer.example.org/demo'],
        ['Accept', 'application/json, */*'],
      ]),
      'blanks around a value': get('https://example.org/demo?name1=Value1&Name2=value2', [
        ['Accept', '    application/json'],
        ['Accept', '*/*   '],
      ]),
    };
    for (const [change, message] of Object.entries(harmless))
      it(`verifies: ${change}`, () => expect(judge(message)).resolves.toBeUndefined());

    const harmful: Readonly<Record<string, Message>> = {
      'another method and authority': get('https://example.com/demo?name1=Value1', two, 'POST'),
      'the lines of Accept changed places': get('https://example.org/demo?name1=Value1', [
        ['Accept', '*/*'],
        ['Accept', 'application/json'],
      ]),
    };
    for (const [change, message] of Object.entries(harmful))
      it(`refuses: ${change}`, () =>
        expect(judge(message)).rejects.toMatchObject({ code: 'message.signature_wrong' }));
  });

  it('has a value for a component of each kind, the request of a response and a member of a field included', () => {
    const message: Message = {
      kind: 'response',
      status: 503,
      fields: fieldsOf([['Signature', 'a=:AQ==:, b=:Ag==:']]),
      request: request()([['Signature', 'consumer=:AQ==:']]) as Extract<Message, { kind: 'request' }>,
    };
    const base = signatureBase(message, {
      kind: 'list',
      parameters: new Map(),
      items: [
        item(string('@status')),
        item(string('@method'), new Map([['req', { type: 'boolean', value: true }]])),
        item(string('signature'), new Map([['key', string('b')]])),
        item(
          string('signature'),
          new Map([
            ['req', { type: 'boolean', value: true }],
            ['key', string('consumer')],
          ]),
        ),
      ],
    });
    expect(base.split('\n').slice(0, 4)).toEqual([
      '"@status": 503',
      '"@method";req: POST',
      '"signature";key="b": :Ag==:',
      '"signature";req;key="consumer": :AQ==:',
    ]);
  });

  const notTrue: Readonly<Record<string, BareItem>> = {
    'false (?0)': { type: 'boolean', value: false },
    'a number': { type: 'integer', value: 1 },
    'a string': string('true'),
  };
  for (const flag of ['req', 'bs'])
    for (const [what, value] of Object.entries(notTrue))
      it(`refuses ${flag} that is ${what}: a flag is true or absent (2.1, 2.4)`, () => {
        const message: Message = {
          kind: 'response',
          status: 200,
          fields: fieldsOf([['Date', 'x']]),
          request: request()([['Date', 'y']]) as Extract<Message, { kind: 'request' }>,
        };
        const items = [item(string('date'), new Map([[flag, value]]))];
        const base = () => signatureBase(message, { kind: 'list', parameters: new Map(), items });
        expect(base).toThrow(expect.objectContaining({ code: 'message.component_unknown' }));
      });
});
