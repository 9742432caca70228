import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkSeal,
  isExchangeName,
  isOrganisationId,
  readKeptResponse,
  readServicePath,
  readTerms,
  seal,
  servicePath,
  type Terms,
  writeKeptMessage,
  writeTerms,
} from '../../../src/exchange/index.ts';
import {
  checkContentDigest,
  contentDigest,
  fieldsOf,
  type RequestMessage,
} from '../../../src/message-signatures/index.ts';

const terms: Terms = {
  requestId: '5f0c2b7e-9a1d-4c38-85b6-e2f17d90a4c3',
  consumer: 'VATAZ-1400000002',
  purpose: 'residence',
  basis: { kind: 'law', reference: 'law-12.3' },
  persons: ['7ABC123'],
  case: undefined,
  user: undefined,
};
const now = Date.UTC(2026, 10, 29);
const content = Buffer.from('{}');

function request(changes: Partial<Terms> = {}): RequestMessage {
  const pairs = [
    ['content-type', 'application/json'] as const,
    ['content-digest', contentDigest(content)] as const,
    ...writeTerms({ ...terms, ...changes }),
  ];
  const targetUri = 'https://gateway.example/services/persons/lookup';
  return { kind: 'request', method: 'POST', targetUri, fields: fieldsOf(pairs) };
}

describe('the seal of a request', () => {
  const kinds: Readonly<Record<string, { readonly privateKey: KeyObject; readonly publicKey: KeyObject }>> = {
    'ecdsa-p256-sha256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    'ecdsa-p384-sha384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
    'rsa-pss-sha512': generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ed25519: generateKeyPairSync('ed25519'),
  };
  for (const [algorithm, { privateKey, publicKey }] of Object.entries(kinds))
    it(`is made and checked with a key for ${algorithm}, and no other key`, async () => {
      const unsigned = request();
      const sealer = { key: privateKey, fingerprint: 'a'.repeat(64) };
      const signature = await seal(unsigned, 'request', sealer, { now, nonce: 'n'.repeat(24) });
      const fields = new Map([...unsigned.fields, ...fieldsOf(Object.entries(signature))]);
      const signed = { ...unsigned, fields };
      const question = { signer: { publicKey, fingerprint: 'a'.repeat(64) }, content, now };
      const checked = await checkSeal(signed, 'request', question);
      expect(checked.nonce).toBe('n'.repeat(24));
      const { publicKey: other } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const wrong = checkSeal(signed, 'request', {
        ...question,
        signer: { ...question.signer, publicKey: other },
      });
      await expect(wrong).rejects.toMatchObject({ code: 'exchange.signature_wrong' });
      const asAnother = checkSeal(signed, 'forwarding', question);
      await expect(asAnother).rejects.toMatchObject({ code: 'exchange.unsigned' });
    });

  it('refuses a key of RSA that is too short, and one of a curve that is not in the profile', async () => {
    for (const { privateKey: key } of [
      generateKeyPairSync('rsa', { modulusLength: 1024 }),
      generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    ]) {
      const made = seal(request(), 'request', { key, fingerprint: '' }, { now, nonce: 'n'.repeat(24) });
      await expect(made).rejects.toMatchObject({ code: 'message.key_unusable' });
    }
  });
});

describe('the terms of a request', () => {
  const line = (longest: number) =>
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: longest }).filter((text) => {
      const isLine = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(text) && text.isWellFormed();
      return isLine && text.length <= longest && text.trim() !== '';
    });
  const ascii = (longest: number) =>
    fc.stringMatching(new RegExp(`^[\\x20-\\x7e]{1,${longest}}$`)).filter((text) => text.trim() !== '');

  it('are read as they were written', () => {
    const any = fc.record({
      requestId: fc.uuid(),
      consumer: fc.constantFrom('VATAZ-1400000002', 'NTRAZ-77'),
      purpose: fc.stringMatching(/^[a-z0-9][a-z0-9.-]{0,30}$/),
      basis: fc.oneof(
        fc
          .stringMatching(/^[a-z0-9][a-z0-9.-]{0,30}$/)
          .map((reference) => ({ kind: 'law' as const, reference })),
        fc.uuid().map((id) => ({ kind: 'consent' as const, id })),
      ),
      persons: fc.uniqueArray(fc.stringMatching(/^[0-9A-HJ-NP-Z]{7}$/), { maxLength: 100 }),
      case: fc.option(ascii(64), { nil: undefined }),
      user: fc.option(line(100), { nil: undefined }),
    });
    fc.assert(
      fc.property(any, (given) => {
        expect(readTerms(fieldsOf(writeTerms(given)))).toEqual(given);
      }),
    );
  });

  const refused: Readonly<Record<string, readonly [string, string]>> = {
    'a number that is no UUID': ['acar-request-id', 'one'],
    'an organisation that is none': ['acar-consumer', 'PNOAZ-7ABC123'],
    'a purpose with blanks': ['acar-purpose', 'my purpose'],
    'a basis of no kind': ['acar-basis', 'because'],
    'a law without a reference': ['acar-basis', 'law'],
    'a law with more than a reference': ['acar-basis', 'law;reference="a";b=1'],
    'a consent that is no UUID': ['acar-basis', 'consent;id="1"'],
    'persons that are no strings': ['acar-person', '1, 2'],
    'a person twice': ['acar-person', '"7ABC123", "7ABC123"'],
    'too many persons': ['acar-person', Array.from({ length: 101 }, (_, place) => `"P${place}"`).join(', ')],
    'an empty case': ['acar-case', '""'],
    'a user with a control sign': ['acar-user', '%"a%07"'],
    'a user with text that is shown backwards (U+202E)': [
      'acar-user',
      '%"Əli %e2%80%aemazi"'.replace('Ə', '%c6%8f'),
    ],
    'a user with an isolate of direction (U+2066)': ['acar-user', '%"a%e2%81%a6b"'],
    'a case with a sign of no width (U+200B)': ['acar-case', '%"2026%e2%80%8b-1"'],
    'a user of two lines (U+2028)': ['acar-user', '%"a%e2%80%a8b"'],
  };
  for (const [what, [name, value]] of Object.entries(refused))
    it(`refuse ${what}`, () => {
      const fields = new Map([...fieldsOf(writeTerms(terms)), [name, [value]]]);
      expect(() => readTerms(fields)).toThrow(expect.objectContaining({ code: 'exchange.terms_malformed' }));
    });
});

describe('the parts of an exchange', () => {
  it('a path of a service is read as it is written, and no other is', () => {
    expect(readServicePath(servicePath('persons', '/a/b?c=d'))).toEqual({
      service: 'persons',
      path: '/a/b?c=d',
    });
    for (const path of [
      '/services/persons',
      '/services//a',
      '/services/Persons/a',
      '/other',
      '/services/a/b#c',
    ])
      expect(readServicePath(path)).toBeUndefined();
    expect(['a', 'a-b.c', '', 'A', '-a', 'a b'].map(isExchangeName)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(['VATAZ-1', 'PNOAZ-1', 'VATAZ-'].map(isOrganisationId)).toEqual([true, false, false]);
  });

  it('a kept answer is read as it was', () => {
    const fields = fieldsOf([
      ['content-type', 'text/plain'],
      ['signature', 'a=:AQ==:'],
    ]);
    const octets = writeKeptMessage({ kind: 'response', status: 404, fields }, Buffer.from('a\r\n\r\nb'));
    const read = readKeptResponse(octets);
    expect(read && { ...read, content: Buffer.from(read.content).toString() }).toEqual({
      status: 404,
      fields,
      content: 'a\r\n\r\nb',
    });
    expect(readKeptResponse(Buffer.from('GET / HTTP/1.1\r\n\r\n'))).toBeUndefined();
  });

  it('a digest is that of RFC 9530 appendix B.1, and one of an unknown algorithm alone is none', () => {
    const octets = Buffer.from('{"hello": "world"}\n');
    expect(contentDigest(octets)).toBe('sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:');
    const check = (value: string) => () => checkContentDigest(fieldsOf([['Content-Digest', value]]), octets);
    expect(check(`${contentDigest(octets, 'sha-512')}, md5=:AQ==:`)).not.toThrow();
    expect(check('md5=:AQ==:')).toThrow(expect.objectContaining({ code: 'message.digest_missing' }));
    expect(check('sha-256=:AQ==:')).toThrow(expect.objectContaining({ code: 'message.digest_wrong' }));
  });
});
