import { contract, pdfOf, readPdf, signPdf } from '../support/pdf-documents.ts';
import { runByCpu } from './cpu.ts';
import { type Report, run, summarise } from './measure.ts';
import type { SignatureWorld } from './signatures.ts';

const signers = 100;
const rounds = 5;

/** A PDF that a hundred people have signed one after the other, each over all that was there: seconds of a core to read it. */
export async function measurePetition({ signing }: SignatureWorld): Promise<Report> {
  let file = pdfOf(contract);
  for (let count = 0; count < signers; count += 1) file = await signPdf(signing, file);
  const read = async () => {
    const { signatures } = await readPdf(file);
    if (signatures.length !== signers || signatures.some(({ value }) => value !== 'verifies'))
      throw new Error('not every signature verifies');
  };
  await run({ concurrency: 1, seconds: 0.5, run: read });
  const { times, seconds } = await runByCpu({ concurrency: 1, seconds: rounds, run: read });
  const name = `PDF with ${signers} signatures`;
  return {
    measurements: [summarise(`${name} read, per second of a core`, [{ times, seconds }])],
    ratios: [
      { name: `${name}: seconds of a core to read it`, value: seconds / times.length, bar: 3, isLimit: true },
    ],
  };
}
