import type { SigningRequest } from './driver.ts';
import { pkcs1Block, pssBlock } from './rsa-padding.ts';

/** What a card without padding of its own is given: the digest for ECDSA, the whole padded block for RSA. */
export function rawBlock({
  facts,
  shape,
  digest,
}: Pick<SigningRequest, 'facts' | 'shape' | 'digest'>): Uint8Array {
  switch (facts.scheme) {
    case 'ecdsa':
      return digest;
    case 'rsa-pss':
      return pssBlock(facts.hash, digest, shape.octets);
    case 'rsa-pkcs1':
      return pkcs1Block(facts.hash, digest, shape.octets);
  }
}
