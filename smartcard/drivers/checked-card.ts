import { algorithmFacts, algorithmsOf, shapeOfCertificate } from './algorithms.ts';
import {
  type Card,
  type CardAlgorithm,
  CardError,
  type CardKey,
  type KeyPurpose,
  type PinOutcome,
} from './card.ts';
import type { CardDriver, DriverKey } from './driver.ts';

/** The checks that no family of cards may forget, around its driver. */
export function checkedCard(driver: CardDriver): Card {
  let found: Promise<readonly DriverKey[]> | undefined;
  const keys = () => (found ??= driver.keys());
  const keyFor = async (purpose: KeyPurpose) => {
    const key = (await keys()).find((one) => one.purpose === purpose);
    if (!key) throw new CardError('card.no_certificate', `no key for ${purpose}`);
    return key;
  };
  const checkPin = (purpose: KeyPurpose, pin: Uint8Array) => {
    const { minLength, maxLength, digitsOnly } = driver.pinRules(purpose);
    const isRight = !digitsOnly || pin.every((octet) => octet >= 0x30 && octet <= 0x39);
    if (pin.length < minLength || pin.length > maxLength || !isRight)
      throw new CardError('card.pin_length', `the card takes ${minLength} to ${maxLength} digits`);
  };
  /** A card counts even a try that cannot succeed; one that says it is blocked is left alone. */
  const unlessBlocked = async (
    purpose: KeyPurpose,
    attempt: () => Promise<PinOutcome>,
  ): Promise<PinOutcome> => ((await driver.triesLeft(purpose)) === 0 ? { kind: 'blocked' } : attempt());

  return {
    driver: driver.name,
    serial: driver.serial,
    hasPinPad: driver.hasPinPad,
    keys: async () => (await keys()).flatMap(describe).toSorted((a, b) => order(a) - order(b)),
    pinRules: (purpose) => driver.pinRules(purpose),
    triesLeft: (purpose) => driver.triesLeft(purpose),
    async verifyPin(purpose, pin) {
      if (pin) checkPin(purpose, pin);
      else if (!driver.hasPinPad)
        throw new CardError('card.unsupported', 'the reader has no keys of its own');
      return unlessBlocked(purpose, () => driver.verifyPin(purpose, pin));
    },
    async changePin(purpose, current, next) {
      checkPin(purpose, current);
      checkPin(purpose, next);
      return unlessBlocked(purpose, () => driver.changePin(purpose, current, next));
    },
    async unblockPin(purpose, puk, next) {
      checkPin(purpose, next);
      return driver.unblockPin(purpose, puk, next);
    },
    async sign(purpose, algorithm, digest) {
      const key = await keyFor(purpose);
      const shape = shapeOfCertificate(key.certificate);
      const facts = algorithmFacts[algorithm];
      if (!algorithmsFor(key).includes(algorithm))
        throw new CardError('card.unsupported', `the key does not sign by ${algorithm}`);
      if (digest.length !== facts.digestOctets)
        throw new RangeError(`a digest of ${digest.length} octets is not one of ${facts.hash}`);
      const value = await driver.sign({ purpose, algorithm, facts, shape, digest });
      const expected = shape.kind === 'ec' ? 2 * shape.octets : shape.octets;
      if (value.length !== expected) throw new CardError('card.malformed', 'a signature of another length');
      return value;
    },
  };
}

/** A key whose certificate cannot be used is not shown at all: nothing could be done with it. */
function describe(key: DriverKey): CardKey[] {
  try {
    const { purpose, certificate, pinAlways } = key;
    return [{ purpose, certificate, pinAlways, algorithms: algorithmsFor(key) }];
  } catch (error) {
    if (error instanceof CardError) return [];
    throw error;
  }
}

function algorithmsFor({ certificate, schemes }: DriverKey): readonly CardAlgorithm[] {
  const algorithms = algorithmsOf(shapeOfCertificate(certificate));
  return algorithms.filter((one) => !schemes || schemes.includes(algorithmFacts[one].scheme));
}

function order({ purpose }: CardKey): number {
  return purpose === 'authentication' ? 0 : 1;
}
