import { randomBytes } from 'node:crypto';
import type { SignatureAlgorithm } from './algorithms.ts';
import { checkedPublicKey, proveKeyPair } from './key-checks.ts';
import { attributes, keyKindsOnToken, objectClasses } from './pkcs11-mechanisms.ts';
import type { Attribute, Handle } from './pkcs11-module.ts';
import type { Pkcs11Token, TokenSession } from './pkcs11-token.ts';
import { type Signer, SigningError } from './signer.ts';

/** Which key pair of a token: the private key's CKA_LABEL or its CKA_ID. */
export type KeyName = { readonly label: string } | { readonly id: Uint8Array };

/**
 * A key that never leaves its token. Each signature under way has a session of its own; after a loss of the token the
 * key is looked for anew, and must be the same.
 * @throws SigningError `keys.unavailable` without such a key; `keys.mismatch` when there are several, when the key may
 * leave the token, is weak, or is not the algorithm's
 */
export async function openPkcs11Signer(
  token: Pkcs11Token,
  name: KeyName,
  algorithm: SignatureAlgorithm,
): Promise<Signer> {
  const kind = keyKindsOnToken[algorithm.key];
  const mechanism = kind.signing(algorithm);
  const first = await token.use((session) => findKeyPair(session, name, algorithm));
  const { publicKey } = first;
  checkedPublicKey(publicKey, algorithm);
  const handles = new WeakMap<object, Handle>();

  const handleFor = async (session: TokenSession): Promise<Handle> => {
    const known = handles.get(session.login);
    if (known !== undefined) return known;
    const found = await findKeyPair(session, name, algorithm);
    if (!Buffer.from(found.publicKey).equals(publicKey))
      throw new SigningError('keys.mismatch', 'the token has another key under the name than before');
    handles.set(session.login, found.privateKey);
    return found.privateKey;
  };
  return proveKeyPair({
    algorithm,
    publicKey,
    async sign(message) {
      const input = await kind.input(message, algorithm);
      const signature = await token.use(async (session) =>
        session.module.sign(session.handle, await handleFor(session), mechanism, input),
      );
      return kind.output(signature, algorithm);
    },
  });
}

/**
 * Makes a key pair in the token: sensitive, not extractable, for signing alone.
 * @throws SigningError `keys.mismatch` when the token has a key of this label already
 */
export async function generatePkcs11Key(
  token: Pkcs11Token,
  label: string,
  algorithm: SignatureAlgorithm,
  rsaBits: 3072 | 4096 = 3072,
): Promise<Signer> {
  const kind = keyKindsOnToken[algorithm.key];
  const id = randomBytes(16);
  const names: readonly Attribute[] = [
    { type: attributes.token, value: true },
    { type: attributes.label, value: Buffer.from(label, 'utf8') },
    { type: attributes.id, value: id },
  ];
  const publicKey: readonly Attribute[] = [
    ...names,
    { type: attributes.verify, value: true },
    ...kind.publicTemplate(algorithm, rsaBits),
  ];
  const privateKey: readonly Attribute[] = [
    ...names,
    { type: attributes.private, value: true },
    { type: attributes.sensitive, value: true },
    { type: attributes.extractable, value: false },
    { type: attributes.sign, value: true },
    { type: attributes.decrypt, value: false },
    { type: attributes.unwrap, value: false },
    { type: attributes.derive, value: false },
  ];
  const mechanism = { type: kind.generation };
  await token.use(async (session) => {
    const taken = await findByName(session, objectClasses.privateKey, { label });
    if (taken.length > 0) throw new SigningError('keys.mismatch', 'the token has a key of this label');
    await session.writing((handle) =>
      session.module.generateKeyPair(handle, { mechanism, publicKey, privateKey }),
    );
  });
  return openPkcs11Signer(token, { id }, algorithm);
}

interface FoundKeyPair {
  readonly privateKey: Handle;
  readonly publicKey: Uint8Array;
}

async function findKeyPair(
  session: TokenSession,
  name: KeyName,
  algorithm: SignatureAlgorithm,
): Promise<FoundKeyPair> {
  const { module, handle } = session;
  const privateKey = only(await findByName(session, objectClasses.privateKey, name));
  if (privateKey === undefined)
    throw new SigningError('keys.unavailable', 'the token has no key of this name');
  const types = [attributes.sensitive, attributes.extractable, attributes.id];
  const [sensitive, extractable, id] = await module.attributes(handle, privateKey, types);
  if (sensitive?.[0] !== 1 || extractable?.[0] !== 0)
    throw new SigningError('keys.mismatch', 'the key may leave the token');
  const kind = keyKindsOnToken[algorithm.key];
  const ofKind = { type: attributes.keyType, value: kind.keyType };
  const beside = id && id.length > 0 ? { id } : name;
  const publicKey = only(await findByName(session, objectClasses.publicKey, beside, [ofKind]));
  const values =
    publicKey === undefined ? [] : await module.attributes(handle, publicKey, kind.publicAttributes);
  const known = values.filter((value) => value !== undefined);
  if (known.length < kind.publicAttributes.length)
    throw new SigningError(
      'keys.mismatch',
      `the name has no public key of the kind that ${algorithm.name} needs`,
    );
  return { privateKey, publicKey: kind.subjectPublicKeyInfo(known, algorithm) };
}

function findByName(
  { module, handle }: TokenSession,
  objectClass: number,
  name: KeyName,
  more: readonly Attribute[] = [],
): Promise<readonly Handle[]> {
  const named =
    'id' in name
      ? { type: attributes.id, value: name.id }
      : { type: attributes.label, value: Buffer.from(name.label, 'utf8') };
  return module.findObjects(handle, [{ type: attributes.class, value: objectClass }, named, ...more]);
}

function only(found: readonly Handle[]): Handle | undefined {
  if (found.length > 1) throw new SigningError('keys.mismatch', 'the token has several keys of this name');
  return found[0];
}
