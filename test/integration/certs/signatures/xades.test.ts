import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ByteSource,
  type Level,
  levels,
  type NamedFile,
  readAll,
  type ReadSignature,
  type SignedDocument,
  sourceOf,
} from '../../../../certs/signatures/index.ts';
import { xades, type XadesOptions } from '../../../../certs/signatures/xades/index.ts';
import { createSigningWorld, type SignerName, type SigningWorld } from '../../../support/signing-world.ts';
import { hasXmlsec1, runXmlsec1 } from '../../../support/xml-verifiers.ts';

let world: SigningWorld;
beforeAll(async () => {
  world = await createSigningWorld();
});

const fileOf = (name: string, text: string, mediaType = 'text/plain'): NamedFile => ({
  name,
  mediaType,
  content: sourceOf(Buffer.from(text)),
});

const article = fileOf(
  'qərar.xml',
  '<?xml version="1.0"?>\r\n<q:qərar xmlns:q="urn:acar:q" xml:lang="az" nömrə="7">\n  <mətn>Şəxs &amp; <![CDATA[<əmlak>]]></mətn>\n</q:qərar>\n',
  'text/xml',
);
const note = fileOf('Ərizə №1 (son).txt', 'Xahiş edirəm.');
const empty = fileOf('boş.bin', '', '');

const packagings = {
  enveloped: { files: [article], options: { packaging: 'enveloped' } },
  enveloping: { files: [note, empty], options: { packaging: 'enveloping' } },
  detached: { files: [note, empty], options: { packaging: 'detached' } },
  'detached in a container': { files: [note], options: { packaging: 'detached', isInContainer: true } },
} as const satisfies Readonly<
  Record<string, { readonly files: readonly NamedFile[]; readonly options: XadesOptions }>
>;

async function textOf(source: ByteSource): Promise<string> {
  const bytes = await readAll(source, 10_000_000);
  if (!bytes) throw new Error('too long');
  return bytes.toString('utf8');
}

const documentOf = (text: string, { options, files }: (typeof packagings)[keyof typeof packagings]) => ({
  file: fileOf('signature.xml', text, 'text/xml'),
  detached: options.packaging === 'detached' ? files : [],
});

async function sign(
  name: keyof typeof packagings,
  level: Level,
  signer: SignerName = 'p256',
): Promise<{ readonly text: string; readonly signed: SignedDocument }> {
  const { files, options } = packagings[name];
  const { toBeSigned, state } = await xades.prepare(world.orderOf(signer, files), options);
  const basic = await textOf(await xades.complete(state, files, world.sign(signer, toBeSigned)));
  const signed = documentOf(basic, packagings[name]);
  if (level === 'B') return { text: basic, signed };
  world.clock.advance(2);
  const text = await textOf(await xades.raise(signed, level, world.sources));
  return { text, signed: documentOf(text, packagings[name]) };
}

async function onlySignature(signed: SignedDocument): Promise<ReadSignature> {
  const result = await xades.read(signed);
  if (result.kind !== 'read') throw new Error(`${result.code}: ${result.message}`);
  const [signature, ...others] = result.document.signatures;
  if (!signature || others.length > 0) throw new Error('not one signature');
  return signature;
}

function verifyByXmlsec1(
  text: string,
  files: readonly NamedFile[],
  contents: Readonly<Record<string, Buffer>>,
) {
  const names = Object.fromEntries(files.map(({ name }) => [name, contents[name] ?? '']));
  const ids = ['Signature', 'Object', 'SignatureValue']
    .flatMap((local) => ['--id-attr:Id', `http://www.w3.org/2000/09/xmldsig#:${local}`])
    .concat('--id-attr:Id', 'http://uri.etsi.org/01903/v1.3.2#:SignedProperties');
  return runXmlsec1(['--verify', '--trusted-pem', 'root.pem', ...ids, 'signature.xml'], {
    ...names,
    'root.pem': world.rootPem,
    'signature.xml': text,
  });
}

async function contentsOf(files: readonly NamedFile[]): Promise<Readonly<Record<string, Buffer>>> {
  const entries = await Promise.all(
    files.map(
      async ({ name, content }) => [name, (await readAll(content, 100_000)) ?? Buffer.alloc(0)] as const,
    ),
  );
  return Object.fromEntries(entries);
}

describe.each(Object.keys(packagings) as (keyof typeof packagings)[])('an XAdES signature, %s', (name) => {
  it.each(levels)('at level %s is read as such, and every digest and imprint matches', async (level) => {
    const { signed } = await sign(name, level);
    const signature = await onlySignature(signed);
    expect(signature).toMatchObject({
      value: 'verifies',
      level,
      packaging: packagings[name].options.packaging,
      coversWholeDocument: true,
      problems: [],
      signer: { reference: 'matches' },
    });
    expect(new Set(signature.digests.map(({ outcome }) => outcome))).toEqual(new Set(['matches']));
    expect(signature.timeStamps.map(({ imprint }) => imprint)).toEqual(
      Array.from({ length: { B: 0, T: 1, LT: 1, LTA: 2 }[level] }, () => 'matches'),
    );
  });

  it.skipIf(!hasXmlsec1).each(levels)(
    'at level %s is accepted by xmlsec1, and a spoilt copy refused',
    async (level) => {
      const { text } = await sign(name, level, 'pkcs1');
      const files = packagings[name].options.packaging === 'detached' ? packagings[name].files : [];
      const contents = await contentsOf(files);
      const answer = verifyByXmlsec1(text, files, contents);
      expect(answer.errors).toMatch(/^(?:OK|.*\nOK)/s);
      expect(answer.isAccepted).toBe(true);
      expect(
        verifyByXmlsec1(text.replace('SigningTime>20', 'SigningTime>21'), files, contents).isAccepted,
      ).toBe(false);
      const first = files[0]?.name;
      if (first !== undefined)
        expect(verifyByXmlsec1(text, files, { ...contents, [first]: Buffer.from('x') }).isAccepted).toBe(
          false,
        );
    },
  );
});

it.each(['p384', 'pss', 'pkcs1', 'seal'] as const)('is made by the key %s', async (signer) => {
  const { signed } = await sign('enveloping', 'LTA', signer);
  expect(await onlySignature(signed)).toMatchObject({ value: 'verifies', level: 'LTA', problems: [] });
});

it.skipIf(!hasXmlsec1).each(['p256', 'p384'] as const)('by %s is accepted by xmlsec1', async (signer) => {
  const { text } = await sign('enveloped', 'B', signer);
  expect(verifyByXmlsec1(text, [], {}).isAccepted).toBe(true);
});
