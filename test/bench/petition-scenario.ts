import { contract, pdfOf, readPdf, signPdf } from '../support/pdf-documents.ts';
import { runOwnCpu } from './cpu.ts';
import { type Report, summarise } from './measure.ts';
import { checkSignature, measureRaw, rate } from './signature-costs.ts';
import type { SignatureWorld } from './signatures.ts';

const signers = 100;
const warmingSeconds = 0.5;
const seconds = 4;

/**
 * A PDF that a hundred people have signed one after the other, each over all that was there: seconds of a core to read
 * it and to validate the path of every signer, beside those of the verifications alone.
 */
export async function measurePetition({ signing }: SignatureWorld): Promise<Report> {
  let file = pdfOf(contract);
  for (let count = 0; count < signers; count += 1) file = await signPdf(signing, file);
  const check = async () => {
    const { signatures } = await readPdf(file);
    if (signatures.length !== signers || signatures.some(({ value }) => value !== 'verifies'))
      throw new Error('not every signature verifies');
    for (const signature of signatures) checkSignature(signature, signing.root);
  };
  await runOwnCpu(warmingSeconds, check);
  const checked = await runOwnCpu(seconds, check);
  const { verification, verificationOfRoot } = await measureRaw();
  // The value of each and the two certificates above it.
  const raw = signers * (2 * verification + verificationOfRoot);
  const name = `PDF with ${signers} signatures`;
  return {
    measurements: [summarise(`${name} verified, per second of a core`, [checked])],
    ratios: [
      { name: `${name}: seconds of a core to verify it`, value: 1 / rate(checked), bar: 3, isLimit: true },
      { name: `${name} verified / raw verifications`, value: rate(checked) * raw },
    ],
  };
}
