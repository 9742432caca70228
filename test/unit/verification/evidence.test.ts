import { expect, it } from 'vitest';
import type { Certificate } from '../../../certs/index.ts';
import type { ReadDocument, ReadSignature } from '../../../certs/signatures/index.ts';
import { gatherEvidence } from '../../../src/verification/evidence.ts';
import { createSigningWorld } from '../../support/signing-world.ts';

/** What a document with signatures by these certificates is read as, as far as evidence is concerned. */
function documentBy(signers: readonly Certificate[]): ReadDocument {
  const signatures = signers.map(
    (certificate) =>
      ({
        signer: { certificate, reference: 'matches' },
        value: 'verifies',
        digests: [],
        timeStamps: [],
        evidence: { certificates: [], crls: [], ocspResponses: [] },
      }) as unknown as ReadSignature,
  );
  return { format: 'CAdES', signatures, timeStamps: [], files: [], problems: [] };
}

/** For whose issuers it looks: nobody here is trusted. */
async function sought(signers: readonly Certificate[]): Promise<number> {
  let count = 0;
  const away = () => Promise.reject(new Error('away'));
  const issuers = {
    fetch() {
      count += 1;
      return away();
    },
  };
  await gatherEvidence(documentBy(signers), {
    trust: { services: [] },
    intermediates: [],
    sources: { ocsp: { fetch: away }, crls: { fetch: away }, issuers },
    now: () => Date.parse('2026-11-22T10:00:00Z'),
  });
  return count;
}

it('looks for the issuers of each certificate once, and for those of 48 in one document', async () => {
  const world = await createSigningWorld();
  const certificate = world.certificateOf('p256');
  expect(await sought(Array.from({ length: 200 }, () => certificate))).toBe(1);
  const others = Array.from({ length: 200 }, (_, place) => ({
    ...certificate,
    raw: Buffer.concat([certificate.raw, Buffer.from([place])]),
  }));
  expect(await sought(others)).toBe(48);
});
