import {
  createNoteSigner,
  createSoftwareKey,
  type NoteSigner,
  signatureAlgorithms,
} from '../../certs/index.ts';

/** A key of Ed25519 under a name, made just now. */
export async function makeNoteSigner(name: string): Promise<NoteSigner> {
  const { signer } = await createSoftwareKey(signatureAlgorithms.ed25519);
  return createNoteSigner(name, signer);
}
