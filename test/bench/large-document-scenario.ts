import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { LargeDocumentOrder, LargeDocumentReply } from './large-document-process.ts';
import type { Ratio, Report } from './measure.ts';

const octets = 2 ** 30;

/** Those that need not be in memory: what they sign lies beside them, or in a container. */
const caseNames = [
  'CAdES detached',
  'JAdES flattened, detached',
  'ASiC-E with XAdES',
  'ASiC-E with CAdES',
] as const;

/** A file of a gibibyte, signed, raised to LTA and read, each in a process of its own. */
export async function* measureLargeDocuments(): AsyncGenerator<Report> {
  for (const caseName of caseNames) {
    const { mostMiB, seconds } = await inOwnProcess({ caseName, octets });
    const name = `${caseName} LTA of 1 GiB, made and read`;
    const ratios: readonly Ratio[] = [
      { name: `${name}: MiB above the start`, value: mostMiB, bar: 150, isLimit: true },
      { name: `${name}: seconds of a core`, value: seconds },
    ];
    yield { measurements: [], ratios };
  }
}

function inOwnProcess(order: LargeDocumentOrder): Promise<LargeDocumentReply> {
  const child = fork(join(import.meta.dirname, 'large-document-process.ts'));
  return new Promise((done, failed) => {
    child.once('message', (reply: LargeDocumentReply) => done(reply));
    child.once('exit', (code) => failed(new Error(`the process ended with ${code}`)));
    child.send(order);
  });
}
