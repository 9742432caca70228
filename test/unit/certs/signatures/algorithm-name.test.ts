import { expect, it } from 'vitest';
import { algorithmName } from '../../../../certs/signatures/report/algorithm-name.ts';
import { signatureSchemes } from '../../../../certs/keys/index.ts';
import { createSigningWorld } from '../../../support/signing-world.ts';

it('says algorithm, curve or length, and hash as experts write them', async () => {
  const world = await createSigningWorld();
  const names = (['p256', 'p384', 'pss', 'pkcs1'] as const).map((one) =>
    algorithmName(world.schemeOf(one), world.certificateOf(one)),
  );
  expect(names).toEqual([
    'ECDSA (P-256), SHA-256',
    'ECDSA (P-384), SHA-384',
    'RSA (3072), PSS, SHA-256',
    'RSA (3072), PKCS #1 v1.5, SHA-256',
  ]);
});

it('needs no certificate, and has a name for every scheme', () => {
  for (const scheme of Object.values(signatureSchemes))
    expect(algorithmName(scheme, undefined)).toMatch(
      /^(ECDSA|RSA, (PSS|PKCS #1 v1\.5)|DSA|Ed25519)(, SHA-\d+)?$/,
    );
});
