import { beforeAll, describe, expect, it } from 'vitest';
import { readZip } from '../../certs/signatures/zip/index.ts';
import { readWhole, sourceOf } from '../../certs/signatures/byte-source.ts';
import type { TrustModel } from '../../certs/signatures/judgement/index.ts';
import { craftZip } from '../support/crafted-zip.ts';
import {
  certificatesIn,
  isIntact,
  type JudgedSample,
  judgeSample,
  sample,
  samplesOf,
  trustIn,
} from '../support/foreign-samples.ts';
import { replaced } from '../support/signature-formats.ts';

/** Every format and level as DSS makes it, the signature library of the European Commission. */

const maker = 'dss';
const samples = samplesOf(maker);
const application = sample(maker, 'application.txt');

const day = 86_400_000;
/** The day after all of them were made. */
const time = Date.UTC(2026, 11, 1);
/** When the signer's certificate has ended. */
const later = Date.UTC(2030, 0, 1);

const levelOf = (name: string) => /-(B|T|LT|LTA)\.\w+$/.exec(name)?.[1] ?? '';

describe('documents made by DSS', () => {
  let trust: TrustModel;

  beforeAll(() => {
    trust = trustIn(certificatesIn(sample(maker, 'root.pem')));
  });

  function judge(name: string, at = time, bytes = sample(maker, name), content = application) {
    const detached = name.includes('detached') ? { 'application.txt': content } : {};
    return judgeSample({ name, bytes, detached, trust, time: at });
  }

  it('are there in five formats', () => {
    const formats = new Set(samples.map((name) => name.split('-')[0]));
    expect([...formats].sort()).toEqual(['asice', 'asics', 'cades', 'jades', 'pades', 'xades']);
  });

  it.each(samples)('%s is intact, whole and of its level', async (name) => {
    const { signatures } = await judge(name);
    expect(signatures).toHaveLength(1);
    expect(signatures[0]).toMatchObject({
      level: levelOf(name),
      problems: [],
      coversWholeDocument: true,
      signer: { reference: 'matches' },
    });
    expect(signatures.every(isIntact)).toBe(true);
    for (const { timeStamps } of signatures)
      expect(timeStamps.every(({ imprint }) => imprint === 'matches')).toBe(true);
  });

  it.each(samples)('%s passes when it brings its evidence, and waits for it when not', async (name) => {
    const { verdicts } = await judge(name);
    const bringsEvidence = levelOf(name).startsWith('LT');
    expect(verdicts).toEqual([bringsEvidence ? 'TOTAL-PASSED' : 'INDETERMINATE TRY_LATER']);
  });

  it.each(samples.filter((name) => levelOf(name) === 'LTA'))(
    '%s still passes when the certificate of its signer has ended',
    async (name) => {
      expect((await judge(name, later)).verdicts).toEqual(['TOTAL-PASSED']);
      expect((await judge(name, time - 400 * day)).verdicts).not.toEqual(['TOTAL-PASSED']);
    },
  );

  it.each(samples)('%s fails when what it signs is another', async (name) => {
    const spoilt = await spoil(name);
    const { signatures, verdicts } = await judge(name, time, spoilt.bytes, spoilt.content);
    expect(signatures.some(isIntact)).toBe(false);
    expect(verdicts).toEqual([expect.stringMatching(/^TOTAL-FAILED (HASH|SIG_CRYPTO)_FAILURE$/)]);
  });

  it.each(samples)('%s does not pass under another root', async (name) => {
    const judged: JudgedSample = await judgeSample({
      name,
      bytes: sample(maker, name),
      detached: name.includes('detached') ? { 'application.txt': application } : {},
      trust: trustIn(certificatesIn(sample('pyhanko', 'root.pem'))),
      time,
    });
    expect(judged.verdicts).toEqual(['INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND']);
  });
});

const [before, after] = ['1000 manat', '9000 manat'];

/** The sample with another sum in it, in the form in which it holds what it signs. */
async function spoil(name: string): Promise<{ readonly bytes: Buffer; readonly content: Buffer }> {
  const bytes = sample(maker, name);
  const other = Buffer.from(replaced(application, before, after));
  if (name.includes('detached')) return { bytes, content: other };
  return { bytes: Buffer.from(await withOtherContent(name, bytes, other)), content: application };
}

function withOtherContent(name: string, bytes: Buffer, other: Buffer): Promise<Uint8Array> | Uint8Array {
  if (name.startsWith('asic')) return withOtherEntry(bytes);
  if (name.startsWith('pades')) return replaced(bytes, '(Hello World)', '(Hello There)');
  if (name.startsWith('xades-enveloping'))
    return replaced(bytes, application.toString('base64'), other.toString('base64'));
  if (name.startsWith('jades'))
    return replaced(bytes, application.toString('base64url'), other.toString('base64url'));
  return replaced(bytes, before, after);
}

/** The container packed again, with another sum in the text. */
async function withOtherEntry(bytes: Buffer): Promise<Buffer> {
  const read = await readZip(sourceOf(bytes));
  if (read.kind === 'refused') throw new Error(read.message);
  const entries = read.archive.entries.map(async ({ name, content }) => {
    const data = Buffer.from(await readWhole(content, 1_000_000));
    return { name, data: name === 'application.txt' ? Buffer.from(replaced(data, before, after)) : data };
  });
  return craftZip(await Promise.all(entries));
}
