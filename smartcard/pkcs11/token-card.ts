import { CardError, type KeyPurpose, type PinOutcome } from '../drivers/card.ts';
import {
  type CardDriver,
  digestInfo,
  type DriverKey,
  rawBlock,
  type SigningRequest,
  type SigningScheme,
} from '../drivers/index.ts';
import { purposeOfCertificate } from './key-usage.ts';
import type { CardModule, Handle, Mechanism, Token } from './module.ts';
import { inWordsOfCards, Pkcs11Refusal, results, unlessResult } from './results.ts';

/** CKO_…, CKA_… and CKM_… of PKCS #11. */
const object = { certificate: 1, privateKey: 3 };
const attribute = { class: 0x00, value: 0x11, id: 0x102, alwaysAuthenticate: 0x202 };
const mechanism = { rsaPkcs1: 0x1, rsaRaw: 0x3, rsaPss: 0xd, ecdsa: 0x1041 };
const hashMechanisms = {
  sha256: { mechanism: 0x250, mgf1: 2 },
  sha384: { mechanism: 0x260, mgf1: 3 },
  sha512: { mechanism: 0x270, mgf1: 4 },
};

/** One slot of the card: modules show a slot for each PIN. */
export interface OpenSlot {
  readonly id: Handle;
  readonly session: Handle;
  readonly token: Token;
  /** As the module said when it was last asked: at the opening, and after each attempt. */
  triesLeft: number | undefined;
  readonly mechanisms: ReadonlySet<number>;
}

interface TokenKey extends DriverKey {
  readonly slot: OpenSlot;
  readonly id: Uint8Array;
}

/** A card behind a PKCS #11 module, as a driver for the checks that all cards share. */
export async function createTokenCard(
  module: CardModule,
  slots: readonly OpenSlot[],
): Promise<CardDriver & { readonly forget: () => void }> {
  const keys = await inWordsOfCards(() => findKeys(module, slots));
  const keyFor = (purpose: KeyPurpose): TokenKey => {
    const key = keys.find((one) => one.purpose === purpose);
    if (!key) throw new CardError('card.no_certificate', `no key for ${purpose}`);
    return key;
  };
  /** Keys that ask each time do so after the signature has begun: the PIN waits here until then. */
  const waiting = new Map<KeyPurpose, Buffer>();
  const forget = () => {
    for (const pin of waiting.values()) pin.fill(0);
    waiting.clear();
  };
  return {
    name: 'PKCS#11',
    serial: slots[0]?.token.serial ?? '',
    hasPinPad: slots.some(({ token }) => token.hasPinPad),
    keys: async () => keys,
    pinRules(purpose) {
      const { minPin, maxPin } = keyFor(purpose).slot.token;
      return { minLength: minPin, maxLength: maxPin, digitsOnly: false };
    },
    triesLeft: async (purpose) => keyFor(purpose).slot.triesLeft,
    verifyPin: (purpose, pin) =>
      inWordsOfCards(async () => {
        const { slot } = keyFor(purpose);
        const outcome = await attempt(module, slot, () => logIn(module, slot, pin));
        forget();
        if (pin && outcome.kind === 'verified') waiting.set(purpose, Buffer.from(pin));
        return outcome;
      }),
    changePin: (purpose, current, next) =>
      inWordsOfCards(() => changePin(module, keyFor(purpose).slot, current, next)),
    async unblockPin() {
      throw new CardError(
        'card.unsupported',
        'PKCS #11 has no PUK: the maker of the card has a program for it',
      );
    },
    sign: (request) =>
      inWordsOfCards(async () => {
        const pin = waiting.get(request.purpose);
        try {
          return await sign(module, keyFor(request.purpose), { ...request, pin });
        } finally {
          forget();
        }
      }),
    forget,
  };
}

async function findKeys(module: CardModule, slots: readonly OpenSlot[]): Promise<readonly TokenKey[]> {
  const keys: TokenKey[] = [];
  for (const slot of slots) {
    const { session } = slot;
    for (const one of await module.find(session, [{ type: attribute.class, value: object.certificate }])) {
      const certificate = await module.attribute(session, one, attribute.value);
      const id = await module.attribute(session, one, attribute.id);
      const purpose = certificate && purposeOf(certificate);
      if (!certificate || !id || !purpose || keys.some((key) => key.purpose === purpose)) continue;
      const schemes = schemesOf(slot.mechanisms);
      keys.push({ purpose, certificate, pinAlways: purpose === 'signature', schemes, slot, id });
    }
  }
  return keys;
}

/** A certificate that cannot be read is one that cannot be used. */
function purposeOf(certificate: Uint8Array): KeyPurpose | undefined {
  try {
    return purposeOfCertificate(certificate);
  } catch (error) {
    if (error instanceof CardError) return undefined;
    throw error;
  }
}

function schemesOf(mechanisms: ReadonlySet<number>): readonly SigningScheme[] {
  const isRaw = mechanisms.has(mechanism.rsaRaw);
  return [
    ...(mechanisms.has(mechanism.ecdsa) ? (['ecdsa'] as const) : []),
    ...(isRaw || mechanisms.has(mechanism.rsaPss) ? (['rsa-pss'] as const) : []),
    ...(isRaw || mechanisms.has(mechanism.rsaPkcs1) ? (['rsa-pkcs1'] as const) : []),
  ];
}

/** A session that is logged in already would take any PIN without a look at it. */
async function logIn(module: CardModule, { session }: OpenSlot, pin: Uint8Array | undefined): Promise<void> {
  await module.logout(session).catch(unlessResult(results.userNotLoggedIn));
  await module.login(session, 'user', pin);
}

async function attempt(module: CardModule, slot: OpenSlot, work: () => Promise<void>): Promise<PinOutcome> {
  try {
    await work();
    slot.triesLeft = undefined;
    return { kind: 'verified' };
  } catch (error) {
    if (!(error instanceof Pkcs11Refusal)) throw error;
    if (error.result !== results.pinLocked && error.result !== results.pinIncorrect) throw error;
    const isLocked = error.result === results.pinLocked;
    slot.triesLeft = isLocked ? 0 : (await module.token(slot.id)).triesLeft;
    return slot.triesLeft === 0 ? { kind: 'blocked' } : { kind: 'wrong', triesLeft: slot.triesLeft };
  }
}

async function changePin(
  module: CardModule,
  slot: OpenSlot,
  current: Uint8Array,
  next: Uint8Array,
): Promise<PinOutcome> {
  await module.logout(slot.session).catch(unlessResult(results.userNotLoggedIn));
  const session = await module.openSession(slot.id, 'writing');
  try {
    return await attempt(module, slot, () => module.setPin(session, current, next));
  } finally {
    await module.closeSession(session);
  }
}

async function sign(
  module: CardModule,
  { slot, id }: TokenKey,
  request: SigningRequest & { readonly pin: Uint8Array | undefined },
): Promise<Uint8Array> {
  const { session, mechanisms } = slot;
  // Private keys show themselves only after the login.
  const [key] = await module.find(session, [
    { type: attribute.class, value: object.privateKey },
    { type: attribute.id, value: id },
  ]);
  if (key === undefined) throw new CardError('card.pin_needed', 'the key is not to be seen');
  const always = await module.attribute(session, key, attribute.alwaysAuthenticate);
  const { how, data } = choose(mechanisms, request);
  const asksAgain = always?.[0] === 1;
  if (asksAgain && !request.pin && !slot.token.hasPinPad)
    throw new CardError('card.pin_needed', 'the key asks for the PIN each time');
  await module.signInit(session, key, how);
  if (asksAgain) await module.login(session, 'context', request.pin);
  return Uint8Array.from(await module.sign(session, data));
}

function choose(
  mechanisms: ReadonlySet<number>,
  request: SigningRequest,
): { readonly how: Mechanism; readonly data: Uint8Array } {
  const { scheme, hash, digestOctets } = request.facts;
  if (scheme === 'ecdsa') return { how: { type: mechanism.ecdsa }, data: request.digest };
  if (scheme === 'rsa-pkcs1' && mechanisms.has(mechanism.rsaPkcs1))
    return { how: { type: mechanism.rsaPkcs1 }, data: digestInfo(hash, request.digest) };
  if (scheme === 'rsa-pss' && mechanisms.has(mechanism.rsaPss)) {
    const { mechanism: hashMechanism, mgf1 } = hashMechanisms[hash];
    const parameter = [hashMechanism, mgf1, digestOctets];
    return { how: { type: mechanism.rsaPss, parameter }, data: request.digest };
  }
  return { how: { type: mechanism.rsaRaw }, data: rawBlock(request) };
}
