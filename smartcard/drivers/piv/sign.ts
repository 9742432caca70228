import { childOf, type Exchange, expectOk, writeTlv } from '../../apdu/index.ts';
import type { KeyShape } from '../algorithms.ts';
import { CardError } from '../card.ts';
import type { SigningRequest } from '../driver.ts';
import { readEcdsaValue } from '../ecdsa-value.ts';
import { rawBlock } from '../raw-block.ts';
import { authenticationTags, pivAlgorithms, type PivKeyAlgorithm, pivKeys } from './names.ts';

export type PivSigning = Omit<SigningRequest, 'algorithm'>;

/**
 * GENERAL AUTHENTICATE with the private key (SP 800-73-4 part 2, 3.2.4). ECDSA as R || S, RSA as it is.
 * @throws CardError, `card.pin_needed` before the PIN is verified
 */
export async function signWithPivKey(exchange: Exchange, request: PivSigning): Promise<Uint8Array> {
  const { shape, purpose } = request;
  const template = writeTlv(
    0x7c,
    writeTlv(authenticationTags.response),
    writeTlv(authenticationTags.challenge, rawBlock(request)),
  );
  const algorithm = pivAlgorithms[algorithmOf(shape)];
  const { reference } = pivKeys[purpose];
  const response = await exchange({ ins: 0x87, p1: algorithm, p2: reference, data: template, le: 256 });
  const value = childOf(expectOk(response, 'GENERAL AUTHENTICATE'), 0x7c, authenticationTags.response);
  return shape.kind === 'ec' ? readEcdsaValue(value, shape.octets) : value;
}

function algorithmOf(shape: KeyShape): PivKeyAlgorithm {
  if (shape.kind === 'ec' && shape.curve !== 'p521') return shape.curve;
  if (shape.kind === 'rsa' && shape.octets === 256) return 'rsa2048';
  if (shape.kind === 'rsa' && shape.octets === 384) return 'rsa3072';
  throw new CardError('card.unsupported', 'PIV cards have no such key');
}
