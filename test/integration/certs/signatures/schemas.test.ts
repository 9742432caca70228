import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readWhole, sourceOf } from '../../../../certs/signatures/byte-source.ts';
import { levels, readSigned } from '../../../../certs/signatures/index.ts';
import { judgeDocument } from '../../../../certs/signatures/judgement/index.ts';
import { etsiReport, makeReport } from '../../../../certs/signatures/report/index.ts';
import { readZip } from '../../../../certs/signatures/zip/index.ts';
import { openFileSeal, readSealCertificates } from '../../../../src/seals/index.ts';
import { createReportSeal } from '../../../../src/verification/index.ts';
import { sample, trustIn } from '../../../support/foreign-samples.ts';
import { evidenceFor } from '../../../support/read-signature.ts';
import { type FormatCase, formatCases } from '../../../support/signature-formats.ts';
import { createSigningWorld, type SigningWorld } from '../../../support/signing-world.ts';
import { listOfWorld } from '../../../support/trusted-lists.ts';
import { hasXmllint } from '../../../support/xml-verifiers.ts';

const schemas = join(import.meta.dirname, '../../../schemas/all.xsd');

/** What the schemas of W3C and ETSI (test/schemas) have against the XML; empty where nothing. */
function complaints(xml: string | Uint8Array): readonly string[] {
  const words = ['--nonet', '--noout', '--schema', schemas, '-'];
  const { status, stderr } = spawnSync('xmllint', words, { input: xml, encoding: 'utf8' });
  const lines = stderr.split('\n').filter((line) => /validity error|parser error/.test(line));
  return status === 0 ? [] : [...lines, `status ${status}`];
}

const suite = hasXmllint ? describe : describe.skip;

suite(`XML of ours keeps the schemas${hasXmllint ? '' : ' (skipped: no libxml2-utils)'}`, () => {
  let world: SigningWorld;
  beforeAll(async () => {
    world = await createSigningWorld();
  });

  async function make(one: FormatCase, level: (typeof levels)[number]): Promise<Buffer> {
    const files = one.filesOf('1000 manat');
    const { toBeSigned, state } = await one.format.prepare(world.orderOf('p256', files));
    const signed = await one.format.complete(state, files, world.sign('p256', toBeSigned));
    const bytes = await readWhole(signed, 1_000_000);
    if (level === 'B') return Buffer.from(bytes);
    const raised = await one.format.raise(one.documentOf(bytes, files), level, world.sources);
    return Buffer.from(await readWhole(raised, 1_000_000));
  }

  const inXml = formatCases.filter(({ name }) => name.startsWith('XAdES'));
  const cases = inXml.flatMap((one) => levels.map((level) => [one.name, level, one] as const));

  it.each(cases)('%s at level %s (EN 319 132-1)', async (_name, level, one) => {
    const text = (await make(one, level)).toString();
    const signature = /<(\w+:)?Signature[ >][\s\S]*<\/\1?Signature>/.exec(text)?.[0] ?? '';
    expect(complaints(signature)).toEqual([]);
  });

  const containers = formatCases.filter(({ name }) => name.startsWith('ASiC'));

  it.each(containers.map((one) => [one.name, one] as const))(
    'everything in META-INF of %s at level LTA (EN 319 162-1)',
    async (name, one) => {
      const read = await readZip(sourceOf(await make(one, 'LTA')));
      if (read.kind === 'refused') throw new Error(read.message);
      // META-INF/manifest.xml is a manifest of OpenDocument, for readers that look for one.
      const inside = read.archive.entries.filter((entry) =>
        /^META-INF\/(?!manifest\.xml).*\.xml$/.test(entry.name),
      );
      expect(inside.length > 0 || name === 'ASiC-S with CAdES').toBe(true);
      for (const entry of inside)
        expect(complaints(await readWhole(entry.content, 1_000_000)), entry.name).toEqual([]);
    },
  );

  it('a trusted list (TS 119 612)', async () => {
    expect(complaints(await listOfWorld(world))).toEqual([]);
  });

  it.each(['passed', 'failed'] as const)(
    'the sealed report of a document that %s (TS 119 102-2)',
    async (outcome) => {
      const [one] = inXml;
      if (!one) throw new Error('no format');
      const bytes = await make(one, 'LTA');
      const signed = outcome === 'passed' ? one.documentOf(bytes, []) : one.spoilt(bytes, []);
      const xml = await reportOn(signed, outcome);
      expect(complaints(xml)).toEqual([]);
      const certificates = readSealCertificates([Buffer.from(world.pemOf('seal') + world.intermediatesPem)]);
      const seal = openFileSeal({ key: Buffer.from(world.keyPemOf('seal')), certificates });
      expect(complaints(await createReportSeal(seal, () => world.clock.now()).sealXml(xml))).toEqual([]);
    },
  );

  async function reportOn(signed: Parameters<typeof readSigned>[0], outcome: string): Promise<string> {
    const read = await readSigned(signed);
    if (read.kind === 'refused') throw new Error(read.message);
    const time = world.clock.now();
    const evidence = await evidenceFor(world, 'p256', time);
    const judged = judgeDocument(read.document, { trust: trustIn([world.root]), time, evidence });
    const input = { name: 'Ərizə.xml', mediaType: 'text/xml', size: 1, sha256: 'ab'.repeat(32) };
    const result = { kind: 'judged', read: read.document, judged } as const;
    const validator = 'https://verify.example.az';
    const report = makeReport({ id: 'r', validator, time, document: input, detached: [], result });
    expect(report.outcome).toBe(outcome);
    return etsiReport(report) ?? '';
  }

  it('refuses what the schemas do not allow, and takes what another maker wrote', async () => {
    const foreign = sample('dss', 'xades-enveloping-LTA.xml').toString();
    expect(complaints(foreign)).toEqual([]);
    expect(complaints(foreign.replaceAll('SigningTime>', 'SigningTimes>'))).not.toEqual([]);
    const list = Buffer.from(await listOfWorld(world)).toString();
    expect(complaints(list.replaceAll('TSLSequenceNumber>', 'SequenceNumber>'))).not.toEqual([]);
  });
});
