import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ecdsaValue } from '../../../certs/keys/index.ts';
import { readWhole } from '../../../certs/signatures/byte-source.ts';
import { jades, type JadesOptions } from '../../../certs/signatures/jades/index.ts';
import type { Level } from '../../../certs/signatures/index.ts';
import { createOpensslCms, type OpensslCms } from '../../support/openssl-cms.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { fileOf } from '../../support/signature-formats.ts';
import { createSigningWorld, type SignerName, type SigningWorld } from '../../support/signing-world.ts';

/** What OpenSSL says of the values and time stamps in a JWS, which is taken apart here by nothing but JSON and base64url. */

const content = Buffer.from('Qərar: 1000 manat\r\n');
const files = [fileOf('qərar.txt', content, 'text/plain')];

let world: SigningWorld;
let openssl: OpensslCms;
beforeAll(async () => {
  world = await createSigningWorld();
  openssl = createOpensslCms(world.rootPem, world.intermediatesPem);
});
afterAll(() => openssl.remove());

async function sign(options: JadesOptions, name: SignerName, level: Level): Promise<string> {
  const { toBeSigned, state } = await jades.prepare(world.orderOf(name, files), options);
  const signed = await jades.complete(state, files, world.sign(name, toBeSigned));
  const detached = options.packaging === 'detached' ? files : [];
  const document = { file: { name: 'q.json', mediaType: '', content: signed }, detached };
  const raised = level === 'B' ? signed : await jades.raise(document, level, world.sources);
  return Buffer.from(await readWhole(raised, 1_000_000)).toString();
}

interface Parts {
  readonly protected: string;
  readonly payload: string;
  readonly signature: string;
  readonly etsiU: readonly string[];
}

function partsOf(text: string): Parts {
  if (!text.startsWith('{')) {
    const [header = '', payload = '', signature = ''] = text.split('.');
    return { protected: header, payload, signature, etsiU: [] };
  }
  const { signatures, ...outer } = JSON.parse(text);
  const { header, ...one } = signatures?.[0] ?? outer;
  return { payload: outer.payload ?? '', etsiU: header?.etsiU ?? [], ...one };
}

const decoded = (text: string) => Buffer.from(text, 'base64url');
const headerOf = (parts: Parts) => JSON.parse(decoded(parts.protected).toString());

/** RFC 7515 5.1, and RFC 7518 3.4: ECDSA as R || S. */
function verdictOn(parts: Parts, name: SignerName) {
  const isEcdsa = headerOf(parts).alg.startsWith('ES');
  const value = isEcdsa ? ecdsaValue(decoded(parts.signature)) : decoded(parts.signature);
  const message = Buffer.from(`${parts.protected}.${parts.payload}`);
  const options = optionsOf[name] ?? ['-sha256'];
  return openssl.verifyValue(message, value, { certificate: world.pemOf(name), options });
}

const pss = ['-sha256', '-sigopt', 'rsa_padding_mode:pss', '-sigopt', 'rsa_pss_saltlen:32'];
const optionsOf: Readonly<Partial<Record<SignerName, readonly string[]>>> = { p384: ['-sha384'], pss };

/** Every time stamp with the octets that it must be of (ETSI TS 119 182-1 5.3.4 and 5.3.6.3.1). */
function timeStampsOf(parts: Parts, signed: Buffer) {
  return parts.etsiU.flatMap((encoded, index) => {
    const [[name, value] = ['', undefined]] = Object.entries<{ tstTokens?: { val: string }[] }>(
      JSON.parse(decoded(encoded).toString()),
    );
    const [token] = value?.tstTokens ?? [];
    if (!token) return [];
    const before = parts.etsiU.slice(0, index).join('');
    const all = Buffer.from(`.${parts.protected}.${parts.signature}.${before}`);
    const data = name === 'sigTst' ? Buffer.from(parts.signature) : Buffer.concat([signed, all]);
    return [{ name, token: Buffer.from(token.val, 'base64'), data }];
  });
}

const packagings = [
  { packaging: 'enveloping', form: 'compact' },
  { packaging: 'enveloping', form: 'flattened' },
  { packaging: 'enveloping', form: 'general' },
  { packaging: 'detached', form: 'compact' },
  { packaging: 'detached', form: 'flattened' },
  { packaging: 'detached', form: 'general' },
] as const satisfies readonly JadesOptions[];

const stampsOfLevels: Readonly<Record<Level, readonly string[]>> = {
  B: [],
  T: ['sigTst'],
  LT: ['sigTst'],
  LTA: ['sigTst', 'arcTst'],
};
const cases = packagings.flatMap((options) =>
  (['B', 'T', 'LT', 'LTA'] as const).map(
    (level) => [options.packaging, options.form, level, options] as const,
  ),
);

describeWithOpenssl('JAdES as OpenSSL sees it', () => {
  it.each(cases)('accepts %s, %s at %s, and refuses spoilt copies', async (packaging, _, level, options) => {
    const parts = partsOf(await sign(options, 'p256', level));
    const verdict = verdictOn(parts, 'p256');
    expect(verdict, verdict.text).toMatchObject({ isAccepted: true });
    const changed = Buffer.from(content.toString().replace('1000', '9000'));
    if (packaging === 'enveloping') {
      expect(decoded(parts.payload)).toEqual(content);
      const spoilt = { ...parts, payload: changed.toString('base64url') };
      expect(verdictOn(spoilt, 'p256').isAccepted).toBe(false);
    } else {
      const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('base64url');
      expect(headerOf(parts).sigD.hashV).toEqual([digest(content)]);
      const header = decoded(parts.protected).toString().replace(digest(content), digest(changed));
      const spoilt = { ...parts, protected: Buffer.from(header).toString('base64url') };
      expect(verdictOn(spoilt, 'p256').isAccepted).toBe(false);
    }
    const stamps = timeStampsOf(parts, packaging === 'enveloping' ? Buffer.from(parts.payload) : content);
    expect(stamps.map(({ name }) => name)).toEqual(stampsOfLevels[level]);
    for (const { name, token, data } of stamps) {
      const stamped = openssl.verifyTimeStamp(token, data);
      expect(stamped, `${name}: ${stamped.text}`).toMatchObject({ isAccepted: true });
      const other = Buffer.concat([data, Buffer.from('.')]);
      expect(openssl.verifyTimeStamp(token, other).isAccepted, name).toBe(false);
    }
  });

  it.each(['p384', 'pss', 'pkcs1', 'seal'] as const)('accepts a key of kind %s', async (name) => {
    const parts = partsOf(await sign({ packaging: 'enveloping', form: 'compact' }, name, 'B'));
    const verdict = verdictOn(parts, name);
    expect(verdict, verdict.text).toMatchObject({ isAccepted: true });
    expect(verdictOn({ ...parts, payload: 'AAAA' }, name).isAccepted).toBe(false);
  });
});
