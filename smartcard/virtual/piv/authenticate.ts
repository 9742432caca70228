import { createCipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Command, findTlv, status, writeTlv } from '../../apdu/index.ts';
import {
  authenticationTags as tag,
  pivAlgorithms,
  pivKeys,
  pivManagementKey,
  writeEcdsaValue,
} from '../../drivers/index.ts';
import type { Answer } from '../iso-card.ts';
import { generateKey, publicParts, signRaw } from '../key-pair.ts';
import type { KeyAlgorithm, PivState } from '../state.ts';
import { parts } from './objects.ts';
import type { PivSession } from './session.ts';

/** Algorithm identifier, cipher of node:crypto, octets of a block (SP 800-78-5 table 9). */
const ciphers = {
  tdes: { identifier: 0x03, name: 'des-ede3', octets: 8 },
  aes128: { identifier: 0x08, name: 'aes-128-ecb', octets: 16 },
  aes192: { identifier: 0x0a, name: 'aes-192-ecb', octets: 16 },
  aes256: { identifier: 0x0c, name: 'aes-256-ecb', octets: 16 },
} as const;

interface Authentication {
  /** GENERAL AUTHENTICATE (SP 800-73-4 part 2, 3.2.4). */
  authenticate(command: Command): Answer;
  /** GENERATE ASYMMETRIC KEY PAIR (3.3.1). */
  generate(command: Command): Promise<Answer>;
}

export function createAuthentication(state: PivState, session: PivSession, save: () => void): Authentication {
  const management = createManagementDialogue(state, session);
  return {
    authenticate({ p1, p2, data }) {
      const fields = parts(findTlv(parts(data), 0x7c));
      if (p2 === pivManagementKey) return management(p1, fields);
      return sign({
        state,
        session,
        algorithm: p1,
        reference: p2,
        challenge: findTlv(fields, tag.challenge),
      });
    },
    async generate({ p2, data }) {
      if (!session.isAdministrator) return { status: status.securityNotSatisfied };
      const asked = findTlv(parts(findTlv(parts(data), 0xac)), 0x80);
      const algorithm = algorithmOf(asked?.[0]);
      if (!isKeyReference(p2)) return { status: status.wrongParameters };
      if (!algorithm) return { status: status.wrongData };
      const key = await generateKey(algorithm);
      state.keys[p2.toString(16)] = key;
      save();
      const made = publicParts(key);
      const inner =
        'point' in made
          ? [writeTlv(0x86, made.point)]
          : [writeTlv(0x81, made.modulus), writeTlv(0x82, made.exponent)];
      return { status: status.ok, data: writeTlv(0x7f49, ...inner) };
    },
  };
}

interface SigningRequest {
  readonly state: PivState;
  readonly session: PivSession;
  readonly algorithm: number;
  readonly reference: number;
  readonly challenge: Uint8Array | undefined;
}

function sign({ state, session, algorithm, reference, challenge }: SigningRequest): Answer {
  const key = state.keys[reference.toString(16)];
  if (!key || pivAlgorithms[key.algorithm] !== algorithm) return { status: status.wrongParameters };
  if (!isAllowed(session, reference)) return { status: status.securityNotSatisfied };
  const value = challenge && signRaw(key, challenge);
  if (!value) return { status: status.wrongData };
  const isCurve = key.algorithm === 'p256' || key.algorithm === 'p384';
  const written = isCurve ? writeEcdsaValue(value) : value;
  return { status: status.ok, data: writeTlv(0x7c, writeTlv(tag.response, written)) };
}

function isAllowed(session: PivSession, reference: number): boolean {
  if (reference === pivKeys.cardAuthentication.reference) return true;
  if (reference === pivKeys.signature.reference) return session.spendPin();
  return session.isVerified;
}

type Fields = ReturnType<typeof parts>;

/**
 * Two ways to show the management key: the host answers the card's challenge, or each proves itself to the other with a
 * witness. What the card has asked is worth one answer.
 */
function createManagementDialogue(
  state: PivState,
  session: PivSession,
): (p1: number, fields: Fields) => Answer {
  const cipher = ciphers[state.managementKey.algorithm];
  const key = Buffer.from(state.managementKey.value, 'base64');
  const encrypt = (block: Uint8Array): Uint8Array =>
    createCipheriv(cipher.name, key, null).setAutoPadding(false).update(block);
  let expected: { readonly kind: 'response' | 'witness'; readonly block: Uint8Array } | undefined;

  const ask = (kind: 'response' | 'witness'): Answer => {
    const block = randomBytes(cipher.octets);
    expected = { kind, block: kind === 'response' ? encrypt(block) : block };
    const shown =
      kind === 'response' ? writeTlv(tag.challenge, block) : writeTlv(tag.witness, encrypt(block));
    return { status: status.ok, data: writeTlv(0x7c, shown) };
  };
  const takes = (kind: 'response' | 'witness', block: Uint8Array | undefined): boolean => {
    const asked = expected;
    expected = undefined;
    const isRight =
      asked?.kind === kind && block?.length === cipher.octets && timingSafeEqual(asked.block, block);
    session.isAdministrator ||= isRight;
    return isRight;
  };

  return (algorithm, fields) => {
    if (algorithm !== cipher.identifier) return { status: status.wrongParameters };
    const [witness, challenge, response] = [tag.witness, tag.challenge, tag.response].map((one) =>
      findTlv(fields, one),
    );
    if (challenge?.length === 0) return ask('response');
    if (witness?.length === 0) return ask('witness');
    if (witness && challenge?.length === cipher.octets) {
      if (!takes('witness', witness)) return { status: status.securityNotSatisfied };
      return { status: status.ok, data: writeTlv(0x7c, writeTlv(tag.response, encrypt(challenge))) };
    }
    if (response && response.length > 0)
      return { status: takes('response', response) ? status.ok : status.securityNotSatisfied };
    return { status: status.wrongData };
  };
}

function algorithmOf(identifier: number | undefined): KeyAlgorithm | undefined {
  const names: readonly KeyAlgorithm[] = ['p256', 'p384', 'rsa2048', 'rsa3072'];
  return names.find((name) => pivAlgorithms[name] === identifier);
}

function isKeyReference(reference: number): boolean {
  return Object.values(pivKeys).some((key) => key.reference === reference);
}
