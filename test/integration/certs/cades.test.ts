import { afterAll, beforeAll, expect, it } from 'vitest';
import { readWhole } from '../../../certs/signatures/byte-source.ts';
import { cades, type CadesOptions, readMessage } from '../../../certs/signatures/cades/index.ts';
import type { NamedFile, ReadSignature } from '../../../certs/signatures/index.ts';
import { createOpensslCms, type OpensslCms } from '../../support/openssl-cms.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { fileOf, replaced } from '../../support/signature-formats.ts';
import { createSigningWorld, type SignerName, type SigningWorld } from '../../support/signing-world.ts';

const content = Buffer.from('Qərar: 1000 manat\r\n');
const files = [fileOf('qərar.txt', content)];

let world: SigningWorld;
let openssl: OpensslCms;
beforeAll(async () => {
  world = await createSigningWorld();
  openssl = createOpensslCms(world.rootPem, world.intermediatesPem);
});
afterAll(() => openssl.remove());

async function sign(options: CadesOptions, name: SignerName, of: readonly NamedFile[] = files) {
  const { toBeSigned, state } = await cades.prepare(world.orderOf(name, of), options);
  return readWhole(await cades.complete(state, of, world.sign(name, toBeSigned)), 1_000_000);
}

const documentOf = (message: Uint8Array, { packaging }: CadesOptions) => ({
  file: fileOf('qərar.p7m', message),
  detached: packaging === 'detached' ? files : [],
});

async function signaturesOf(message: Uint8Array, options: CadesOptions): Promise<readonly ReadSignature[]> {
  const result = await cades.read(documentOf(message, options));
  if (result.kind !== 'read') throw new Error(`${result.code}: ${result.message}`);
  return result.document.signatures;
}

const packagings = ['enveloping', 'detached'] as const;
const flipped = (bytes: Uint8Array, at: number) => {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
};

describeWithOpenssl('CAdES as OpenSSL sees it', () => {
  it.each(packagings)('accepts every level and refuses spoilt copies, %s', async (packaging) => {
    const options = { packaging };
    const detached = packaging === 'detached' ? content : undefined;
    let message = await sign(options, 'p256');
    for (const level of ['B', 'T', 'LT', 'LTA'] as const) {
      if (level !== 'B')
        message = await readWhole(
          await cades.raise(documentOf(message, options), level, world.sources),
          1_000_000,
        );
      const verdict = openssl.verify(message, detached);
      expect(verdict, `${level}: ${verdict.text}`).toMatchObject({ isAccepted: true });
      const value = valueOf(message);
      const spoilt = flipped(message, Buffer.from(message).indexOf(value) + value.length - 1);
      expect(openssl.verify(spoilt, detached).isAccepted, level).toBe(false);
      const changed = Buffer.from(content.toString().replace('1000', '9000'));
      const other = detached
        ? openssl.verify(message, changed)
        : openssl.verify(replaced(message, content, changed));
      expect(other.isAccepted, level).toBe(false);
    }
  });

  it.each(['p384', 'pss', 'pkcs1', 'seal'] as const)('accepts a key of kind %s', async (name) => {
    const message = await sign({ packaging: 'enveloping' }, name);
    const verdict = openssl.verify(message);
    expect(verdict, verdict.text).toMatchObject({ isAccepted: true });
  });

  it('accepts two signatures on one document, and not when one of them is of another hierarchy', async () => {
    const first = await sign({ packaging: 'detached' }, 'p256');
    const both = await sign({ packaging: 'detached', adds: true }, 'pss', [
      ...files,
      fileOf('qərar.p7s', first),
    ]);
    expect(openssl.verify(both, content)).toMatchObject({ isAccepted: true });
    expect(await signaturesOf(both, { packaging: 'detached' })).toHaveLength(2);
    const foreign = await createSigningWorld({ rootName: 'Yad kök' });
    const others = [...files, fileOf('qərar.p7s', first)];
    const { toBeSigned, state } = await cades.prepare(foreign.orderOf('p256', others), {
      packaging: 'detached',
      adds: true,
    });
    const mixed = await cades.complete(state, others, foreign.sign('p256', toBeSigned));
    expect(openssl.verify(await readWhole(mixed, 1_000_000), content).isAccepted).toBe(false);
  });

  it('accepts the time stamps inside, and none over other data', async () => {
    const options = { packaging: 'enveloping' } as const;
    const signed = await sign(options, 'p256');
    const raised = await readWhole(
      await cades.raise(documentOf(signed, options), 'LTA', world.sources),
      1_000_000,
    );
    const [signature] = await signaturesOf(raised, options);
    const [stamp, archive] = signature?.timeStamps ?? [];
    if (!stamp?.token || !archive?.token) throw new Error('two time stamps are expected');
    const verdict = openssl.verifyTimeStamp(stamp.token.raw, valueOf(raised));
    expect(verdict, verdict.text).toMatchObject({ isAccepted: true });
    expect(openssl.verifyTimeStamp(stamp.token.raw, content).isAccepted).toBe(false);
    expect(openssl.verifyTimeStamp(archive.token.raw, content).isAccepted).toBe(false);
  });

  it.each([
    ['enveloping', ['-nodetach']],
    ['enveloping, streamed in BER', ['-nodetach', '-stream']],
    ['detached', []],
    ['by a key identifier', ['-nodetach', '-keyid']],
    ['with SHA-512', ['-nodetach', '-md', 'sha512']],
  ] as const)('is read as OpenSSL makes it: %s', async (_, others) => {
    const key = world.keyPemOf('pkcs1');
    const message = openssl.sign({ content, certificate: world.pemOf('pkcs1'), key, arguments: others });
    const packaging = others.some((one) => one === '-nodetach') ? 'enveloping' : 'detached';
    const [signature] = await signaturesOf(message, { packaging });
    expect(signature).toMatchObject({
      value: 'verifies',
      level: 'B',
      packaging,
      signer: { reference: 'matches' },
      problems: [],
    });
    expect(signature?.digests.every(({ outcome }) => outcome === 'matches')).toBe(true);
  });
});

/** The value of the only signature. */
function valueOf(message: Uint8Array): Uint8Array {
  const read = readMessage(message);
  const value = read.kind === 'read' ? read.signedData.signerInfos[0]?.signature : undefined;
  if (!value) throw new Error('no signature');
  return value;
}
