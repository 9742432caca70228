import { constants, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type SignatureAlgorithmName, type Signer, signatureAlgorithms } from '../../certs/keys/index.ts';

/** A signer over a key file in PEM, by node:crypto alone. */
export function testSigner(keyFile: string, name: SignatureAlgorithmName = 'ecdsa-p256-sha256'): Signer {
  const key = createPrivateKey(readFileSync(keyFile));
  const { hash, ...algorithm } = signatureAlgorithms[name];
  const padding =
    'pssSaltLength' in algorithm
      ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: algorithm.pssSaltLength }
      : {};
  return {
    algorithm: signatureAlgorithms[name],
    publicKey: createPublicKey(key).export({ format: 'der', type: 'spki' }),
    sign: async (message) => sign(hash, message, { key, ...padding }),
  };
}
