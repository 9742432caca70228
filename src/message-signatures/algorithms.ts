import { constants, type KeyObject, sign, verify } from 'node:crypto';
import { promisify } from 'node:util';
import { MessageSignatureError } from './errors.ts';

/** Names of the registry of RFC 9421 6.2.2. */
export type SignatureAlgorithm = 'ecdsa-p256-sha256' | 'ecdsa-p384-sha384' | 'rsa-pss-sha512' | 'ed25519';

interface AlgorithmRules {
  readonly hash: string | null;
  readonly options: {
    readonly dsaEncoding?: 'ieee-p1363';
    readonly padding?: number;
    readonly saltLength?: number;
  };
}

/** RFC 9421 3.3. */
const rules: Readonly<Record<SignatureAlgorithm, AlgorithmRules>> = {
  'ecdsa-p256-sha256': { hash: 'sha256', options: { dsaEncoding: 'ieee-p1363' } },
  'ecdsa-p384-sha384': { hash: 'sha384', options: { dsaEncoding: 'ieee-p1363' } },
  'rsa-pss-sha512': { hash: 'sha512', options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 } },
  ed25519: { hash: null, options: {} },
};

const leastRsaBits = 2048;

/** The one algorithm of a key: what a message says of it is never asked. @throws MessageSignatureError */
function algorithmOf(key: KeyObject): SignatureAlgorithm {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ed25519') return 'ed25519';
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return 'ecdsa-p256-sha256';
  if (type === 'ec' && details?.namedCurve === 'secp384r1') return 'ecdsa-p384-sha384';
  if ((type === 'rsa' || type === 'rsa-pss') && (details?.modulusLength ?? 0) >= leastRsaBits)
    return 'rsa-pss-sha512';
  throw new MessageSignatureError('message.key_unusable', `a key of the kind ${type ?? 'secret'}`);
}

const signInPool = promisify(
  (hash: string | null, data: Uint8Array, key: object, done: (error: Error | null, value: Buffer) => void) =>
    sign(hash, data, key as never, done),
);
const verifyInPool = promisify(
  (
    question: { hash: string | null; data: Uint8Array; key: object; signature: Uint8Array },
    done: (error: Error | null, isGood: boolean) => void,
  ) => verify(question.hash, question.data, question.key as never, question.signature, done),
);

/** Off the event loop. */
export function signOctets(data: Uint8Array, key: KeyObject): Promise<Uint8Array> {
  const { hash, options } = rules[algorithmOf(key)];
  return signInPool(hash, data, { key, ...options });
}

/** Off the event loop; false for a signature of another form as well. */
export async function areSignedBy(data: Uint8Array, key: KeyObject, signature: Uint8Array): Promise<boolean> {
  const { hash, options } = rules[algorithmOf(key)];
  try {
    return await verifyInPool({ hash, data, key: { key, ...options }, signature });
  } catch {
    return false;
  }
}
