import { createPrivateKey, type KeyObject, sign, X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type ByteSource,
  type Certificate,
  derBlocks,
  keyInputOf,
  type LevelSources,
  type Level,
  type NamedFile,
  openPkcs11Signer,
  openPkcs11Token,
  readCertificate,
  type SignatureAlgorithm,
  signatureAlgorithms,
  type SignatureFormat,
  type SignatureScheme,
  signatureSchemes,
} from '../../certs/index.ts';
import { SealError } from './errors.ts';

/** A key that signs without a person's hand: of an organisation, a service, or of whoever holds its file. */
export interface Seal {
  readonly certificate: Certificate;
  /** The issuers that came with it, nearest first. */
  readonly chain: readonly Certificate[];
  readonly scheme: SignatureScheme;
  /** The value over a message; for ECDSA the DER of ECDSA-Sig-Value. @throws SigningError */
  sign(message: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** PEM or DER: the seal's own certificate first, then its issuers. @throws SealError `seal.certificate` */
export function readSealCertificates(files: readonly Uint8Array[]): readonly [Certificate, ...Certificate[]] {
  const reads = files.flatMap((bytes) => derBlocks(bytes, 'CERTIFICATE').map(readCertificate));
  const certificates = reads.flatMap((read) => (read.kind === 'read' ? [read.value] : []));
  const [own, ...issuers] = certificates;
  if (!own || certificates.length < reads.length)
    throw new SealError('seal.certificate', 'there is no certificate');
  return [own, ...issuers];
}

export interface FileSeal {
  /** PKCS #8, PEM or DER; encrypted where a passphrase is given. */
  readonly key: Uint8Array;
  readonly passphrase?: Uint8Array | undefined;
  readonly certificates: readonly [Certificate, ...Certificate[]];
}

/** @throws SealError */
export function openFileSeal({ key, passphrase, certificates }: FileSeal): Seal {
  const [certificate, ...chain] = certificates;
  const privateKey = readKey(Buffer.from(key), passphrase);
  if (!new X509Certificate(certificate.raw).checkPrivateKey(privateKey))
    throw new SealError('seal.key_mismatch', 'the key is not that of the certificate');
  const scheme = schemeFor(privateKey);
  return {
    certificate,
    chain,
    scheme,
    sign: (message) => signInPool(scheme.hash, message, keyInputOf(privateKey, scheme)),
    close: async () => undefined,
  };
}

function readKey(key: Buffer, passphrase: Uint8Array | undefined): KeyObject {
  const isPem = key.includes('-----BEGIN');
  const format = isPem ? ({ format: 'pem' } as const) : ({ format: 'der', type: 'pkcs8' } as const);
  try {
    return createPrivateKey({
      key,
      ...format,
      ...(passphrase && { passphrase: Buffer.from(passphrase) }),
    });
  } catch (cause) {
    throw new SealError('seal.key_malformed', 'the key cannot be read, or its passphrase is another', {
      cause,
    });
  }
}

/** In the thread pool, over a copy of the message. */
const signInPool = promisify(
  (
    hash: SignatureScheme['hash'],
    message: Uint8Array,
    key: ReturnType<typeof keyInputOf>,
    done: (error: Error | null, value: Buffer) => void,
  ) => sign(hash, message, key, done),
);

const curves: Readonly<Record<string, SignatureScheme>> = {
  prime256v1: signatureSchemes['ecdsa-sha256'],
  secp384r1: signatureSchemes['ecdsa-sha384'],
  secp521r1: signatureSchemes['ecdsa-sha512'],
};

/** As TS 119 312 wants it for new signatures: the hash of the curve's size, PSS for RSA. */
function schemeFor({ asymmetricKeyType: kind, asymmetricKeyDetails: details }: KeyObject): SignatureScheme {
  const scheme = kind === 'rsa' ? signatureSchemes['rsa-pss-sha256'] : curves[details?.namedCurve ?? ''];
  if (scheme) return scheme;
  throw new SealError('seal.key_unsupported', `a key of the kind ${kind}`);
}

export interface TokenSeal {
  /** Path of the PKCS #11 library. */
  readonly modulePath: string;
  readonly tokenLabel: string;
  readonly keyLabel: string;
  /** The caller wipes it. */
  readonly pin: Uint8Array;
  readonly certificates: readonly [Certificate, ...Certificate[]];
}

/** A key on a token, such as an HSM's. @throws SigningError, SealError */
export async function openTokenSeal(options: TokenSeal): Promise<Seal> {
  const [certificate, ...chain] = options.certificates;
  const { publicKey } = new X509Certificate(certificate.raw);
  const scheme = schemeFor(publicKey);
  const algorithm: SignatureAlgorithm | undefined = Object.values(signatureAlgorithms).find(
    ({ identifier }) => identifier === scheme.identifiers[0],
  );
  if (!algorithm) throw new SealError('seal.key_unsupported', 'a key that tokens do not sign with');
  const token = await openPkcs11Token(options);
  try {
    const signer = await openPkcs11Signer(token, { label: options.keyLabel }, algorithm);
    if (!Buffer.from(signer.publicKey).equals(publicKey.export({ type: 'spki', format: 'der' })))
      throw new SealError('seal.key_mismatch', 'the key on the token is not that of the certificate');
    return {
      certificate,
      chain,
      scheme,
      sign: (message) => signer.sign(message),
      close: () => token.close(),
    };
  } catch (error) {
    await token.close();
    throw error;
  }
}

export interface SealingOrder<Options> {
  readonly format: SignatureFormat<Options>;
  readonly options: Options;
  readonly files: readonly NamedFile[];
  /** The files stay beside the signature, which does not hold them. */
  readonly isDetached?: boolean;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Above B, and what it needs; B where left out. */
  readonly raised?: { readonly level: Exclude<Level, 'B'>; readonly sources: LevelSources } | undefined;
}

/** The signed document: prepared, signed and completed in one go. @throws SignatureError, SigningError */
export async function sealDocument<Options>(seal: Seal, order: SealingOrder<Options>): Promise<ByteSource> {
  const { format, options, files, isDetached = false, time, raised } = order;
  const { certificate, chain, scheme } = seal;
  const { toBeSigned, state } = await format.prepare({ files, certificate, chain, scheme, time }, options);
  const signed = await format.complete(state, files, await seal.sign(toBeSigned));
  if (!raised) return signed;
  const file = { name: files[0]?.name ?? '', mediaType: '', content: signed };
  return format.raise({ file, detached: isDetached ? files : [] }, raised.level, raised.sources);
}
