import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificate, derBlocks, readCertificate } from '../../certs/index.ts';
import { readSigned, type ReadSignature, sourceOf } from '../../certs/signatures/index.ts';
import { judgeDocument, type TrustModel } from '../../certs/signatures/judgement/index.ts';

/** Documents that programs of others have signed, as `test/vectors/other-makers` holds them. */

const folder = join(import.meta.dirname, '../vectors/other-makers');

const besides = new Set(['README.md', 'LICENSE', 'root.pem', 'application.txt']);

export function samplesOf(maker: string): readonly string[] {
  const path = join(folder, maker);
  return existsSync(path) ? readdirSync(path).filter((name) => !besides.has(name)) : [];
}

export function sample(maker: string, name: string): Buffer {
  return readFileSync(join(folder, maker, name));
}

export function certificatesIn(pem: Uint8Array): readonly Certificate[] {
  return derBlocks(pem, 'CERTIFICATE')
    .map(readCertificate)
    .map((read) => {
      if (read.kind !== 'read') throw new Error(read.message);
      return read.value;
    });
}

/** Trust in one root for everything. */
export function trustIn(certificates: readonly Certificate[]): TrustModel {
  return {
    services: certificates.flatMap((certificate) => [
      { type: 'ca' as const, certificate },
      { type: 'tsa' as const, certificate },
    ]),
  };
}

export interface JudgedSample {
  readonly signatures: readonly ReadSignature[];
  /** For each signature `TOTAL-PASSED`, or the indication with its reason; of what cannot be opened, the code. */
  readonly verdicts: readonly string[];
}

export interface SampleQuestion {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly detached?: Readonly<Record<string, Uint8Array>>;
  readonly trust: TrustModel;
  readonly time: number;
}

export async function judgeSample(question: SampleQuestion): Promise<JudgedSample> {
  const { name, bytes, detached = {}, trust, time } = question;
  const fileOf = (one: string, content: Uint8Array) => ({
    name: one,
    mediaType: '',
    content: sourceOf(content),
  });
  const read = await readSigned({
    file: fileOf(name, bytes),
    detached: Object.entries(detached).map(([one, content]) => fileOf(one, content)),
  });
  if (read.kind === 'refused') return { signatures: [], verdicts: [read.code] };
  const judged = judgeDocument(read.document, { trust, time });
  return {
    signatures: read.document.signatures,
    verdicts: judged.signatures.map(({ indication, subIndication }) =>
      subIndication ? `${indication} ${subIndication}` : indication,
    ),
  };
}

/** What was signed is what is there, and nothing is wrong with the form. */
export function isIntact({ value, digests, problems }: ReadSignature): boolean {
  return (
    value === 'verifies' &&
    digests.every(({ outcome }) => outcome === 'matches') &&
    problems.every(({ severity }) => severity !== 'failure')
  );
}
