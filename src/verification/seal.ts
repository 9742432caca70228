import { jades } from '../../certs/signatures/jades/index.ts';
import { type ByteSource, readAll, sourceOf } from '../../certs/signatures/index.ts';
import { xades } from '../../certs/signatures/xades/index.ts';
import { type Seal, sealDocument } from '../seals/index.ts';

/** Seals reports in the name of the service, at level B. */
export interface ReportSeal {
  /** The report in JSON as the payload of a JAdES signature, in the flattened JSON form. */
  sealJson(report: Uint8Array): Promise<Uint8Array>;
  /** The report in XML with a XAdES signature as its last element, where TS 119 102-2 has it. */
  sealXml(report: string): Promise<string>;
}

const mostBytes = 64 * 1024 * 1024;

export function createReportSeal(seal: Seal, now: () => number): ReportSeal {
  return {
    async sealJson(report) {
      const file = { name: 'report.json', mediaType: 'application/json', content: sourceOf(report) };
      const options = { packaging: 'enveloping', form: 'flattened' } as const;
      return whole(await sealDocument(seal, { format: jades, options, files: [file], time: now() }));
    },
    async sealXml(report) {
      const content = sourceOf(Buffer.from(report));
      const file = { name: 'report.xml', mediaType: 'application/xml', content };
      const options = { packaging: 'enveloped' } as const;
      const sealed = await sealDocument(seal, { format: xades, options, files: [file], time: now() });
      return Buffer.from(await whole(sealed)).toString('utf8');
    },
  };
}

async function whole(source: ByteSource): Promise<Uint8Array> {
  const bytes = await readAll(source, mostBytes);
  if (!bytes) throw new RangeError('a report of that size');
  return bytes;
}
