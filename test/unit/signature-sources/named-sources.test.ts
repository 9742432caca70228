import { beforeAll, expect, it } from 'vitest';
import { type Certificate, ocspAddressesOf } from '../../../certs/index.ts';
import type { AskedAddress } from '../../../certs/signatures/report/index.ts';
import { createNamedSources } from '../../../src/signature-sources/index.ts';
import { createSigningWorld } from '../../support/signing-world.ts';

let certificate: Certificate;
let issuer: Certificate;
beforeAll(async () => {
  const world = await createSigningWorld();
  certificate = world.certificateOf('p256');
  [issuer = certificate] = world.chainOf('p256');
});

/** Sources of one document, of which every answer takes so long. */
function slowSources(answerMs: number, allows: (address: URL) => boolean = () => true) {
  const asked: AskedAddress[] = [];
  let now = 5_000;
  const sources = createNamedSources({
    allows,
    fetch: async () => {
      now += answerMs;
      return new Response('', { status: 404 });
    },
    tell: (one) => void asked.push(one),
    monotonic: () => now,
  });
  const nonce = new Uint8Array(32);
  const ask = () => sources.ocsp.fetch({ certificate, issuer, nonce }).catch(() => {});
  return { asked, ask };
}

it('asks the addresses that a certificate names, no more than 32 for a document', async () => {
  expect(ocspAddressesOf(certificate)).not.toEqual([]);
  const { asked, ask } = slowSources(0);
  for (let time = 0; time < 40; time += 1) await ask();
  expect(asked).toHaveLength(32);
});

it('asks nobody any more when 30 seconds have passed', async () => {
  const { asked, ask } = slowSources(10_000);
  for (let time = 0; time < 10; time += 1) await ask();
  expect(asked).toHaveLength(3);
});

it('asks nobody who is not allowed', async () => {
  const { asked, ask } = slowSources(0, () => false);
  await ask();
  expect(asked).toEqual([]);
});
