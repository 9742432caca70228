import {
  capabilitiesOf,
  createExchange,
  type Exchange,
  expectOk,
  failureOf,
  pinOutcomeOf,
  status,
} from '../../apdu/index.ts';
import type { CardChannel } from '../../pcsc/transport.ts';
import { CardError, type KeyPurpose, type PinOutcome } from '../card.ts';
import type { CardDriver, DriverKey, SigningRequest, SigningScheme } from '../driver.ts';
import { readEcdsaValue } from '../ecdsa-value.ts';
import { rawBlock } from '../raw-block.ts';
import { digestInfo } from '../rsa-padding.ts';
import {
  type Directory,
  keyUsage,
  type PinEntry,
  pinFlag,
  type PrivateKeyEntry,
  readDirectory,
} from './directory.ts';
import { readFile, selectApplication } from './files.ts';

/** Mechanisms of PKCS #11 by which TokenInfo tells what the card can do. */
const mechanism = { rsaPkcs1: 0x0001, rsaRaw: 0x0003, ecdsa: 0x1041 } as const;

/**
 * The driver for cards with a PKCS#15 application (ISO 7816-15) and the commands of ISO 7816-8; undefined when the card
 * has none. Tried with the virtual card; cards in the field differ, and then their PKCS #11 module is the way.
 */
export async function openPkcs15Card(channel: CardChannel): Promise<CardDriver | undefined> {
  const { chaining, extendedLength } = capabilitiesOf(channel.atr);
  const options = { extendedLength: extendedLength && !chaining };
  const exchange = createExchange((command) => channel.transmit(command), options);
  if (!(await selectApplication(exchange))) return undefined;
  const directory = await readDirectory(exchange);
  const pinFor = (purpose: KeyPurpose) => pinOf(directory, purpose);
  return {
    name: 'PKCS#15',
    serial: directory.serial,
    hasPinPad: channel.pinPad !== undefined,
    keys: () => readKeys(exchange, directory),
    pinRules(purpose) {
      const { minLength, maxLength, type } = pinFor(purpose);
      return { minLength, maxLength, digitsOnly: type !== 2 };
    },
    triesLeft: (purpose) => readTries(exchange, pinFor(purpose)),
    verifyPin(purpose, pin) {
      const entry = pinFor(purpose);
      return pin ? sendSecrets(exchange, 0x20, entry, [pin]) : verifyAtReader(channel, entry);
    },
    changePin: (purpose, current, next) => sendSecrets(exchange, 0x24, pinFor(purpose), [current, next]),
    unblockPin: (purpose, puk, next) => sendSecrets(exchange, 0x2c, pinFor(purpose), [puk, next]),
    sign: (request) => sign(exchange, directory, request),
  };
}

/** Non-repudiation is the hand's own signature; a key that signs without it is for signing in. */
function keyFor(directory: Directory, purpose: KeyPurpose): PrivateKeyEntry | undefined {
  return directory.keys.find(({ usage }) => {
    const isOwnSignature = usage.has(keyUsage.nonRepudiation);
    return purpose === 'signature' ? isOwnSignature : usage.has(keyUsage.sign) && !isOwnSignature;
  });
}

async function readKeys(exchange: Exchange, directory: Directory): Promise<readonly DriverKey[]> {
  const purposes: readonly KeyPurpose[] = ['authentication', 'signature'];
  const schemes = schemesOf(directory);
  const keys: DriverKey[] = [];
  for (const purpose of purposes) {
    const key = keyFor(directory, purpose);
    const entry = directory.certificates.find(({ id }) => id === key?.id);
    if (!key || !entry) continue;
    const certificate = await readFile(exchange, entry.path);
    keys.push({ purpose, certificate, pinAlways: key.userConsent === 1, schemes });
  }
  return keys;
}

/** A card that says nothing is taken to pad RSA itself, as most do. */
function schemesOf({ algorithms }: Directory): readonly SigningScheme[] {
  const isRaw = algorithms.some((one) => one.mechanism === mechanism.rsaRaw);
  return isRaw ? ['ecdsa', 'rsa-pss', 'rsa-pkcs1'] : ['ecdsa', 'rsa-pkcs1'];
}

function pinOf(directory: Directory, purpose: KeyPurpose): PinEntry {
  const key = keyFor(directory, purpose);
  const entry = directory.pins.find(
    ({ id, flags }) => id === key?.pinId && !flags.has(pinFlag.unblockingPin),
  );
  if (!entry) throw new CardError('card.no_certificate', `no PIN for ${purpose}`);
  // Packed digits are for cards older than any that signs here.
  if (entry.type !== 1 && entry.type !== 2) throw new CardError('card.unsupported', 'a PIN that is not text');
  return entry;
}

async function readTries(exchange: Exchange, { reference }: PinEntry): Promise<number | undefined> {
  const outcome = pinOutcomeOf((await exchange({ ins: 0x20, p1: 0, p2: reference })).status);
  if (outcome?.kind === 'blocked') return 0;
  return outcome?.kind === 'wrong' ? outcome.triesLeft : undefined;
}

/** The secrets one after the other, filled up where the card wants it; the copy is wiped. */
async function sendSecrets(
  exchange: Exchange,
  instruction: number,
  { reference, flags, storedLength, filler }: PinEntry,
  secrets: readonly Uint8Array[],
): Promise<PinOutcome> {
  const isFilled = flags.has(pinFlag.needsPadding);
  if (secrets.some(({ length }) => length > storedLength))
    throw new CardError('card.pin_length', `more than ${storedLength} characters`);
  const fields = secrets.map((one) => {
    const field = Buffer.alloc(isFilled ? storedLength : one.length, filler);
    field.set(one);
    return field;
  });
  const data = Buffer.concat(fields);
  try {
    return toOutcome((await exchange({ ins: instruction, p1: 0, p2: reference, data })).status);
  } finally {
    for (const copy of [data, ...fields]) copy.fill(0);
  }
}

async function verifyAtReader(
  { pinPad }: CardChannel,
  { reference, storedLength, filler }: PinEntry,
): Promise<PinOutcome> {
  if (!pinPad) throw new CardError('card.unsupported', 'the reader has no keys of its own');
  const header = Uint8Array.of(0, 0x20, 0, reference, storedLength);
  const template = Buffer.concat([header, Buffer.alloc(storedLength, filler)]);
  const answer = await pinPad.verify(template, { timeoutSeconds: 60 });
  return toOutcome(Buffer.from(answer).readUInt16BE(0));
}

function toOutcome(word: number): PinOutcome {
  const outcome = pinOutcomeOf(word);
  if (outcome) return outcome;
  if (word === status.wrongData || word === status.wrongLength)
    throw new CardError('card.pin_length', 'the card refuses the form of the PIN');
  throw failureOf(word, 'VERIFY or what changes a PIN');
}

/** MANAGE SECURITY ENVIRONMENT names key and algorithm, PERFORM SECURITY OPERATION signs (ISO 7816-8 5.3.4). */
async function sign(exchange: Exchange, directory: Directory, request: SigningRequest): Promise<Uint8Array> {
  const { reference } = keyFor(directory, request.purpose) ?? {};
  const { algorithm, block } = choose(directory, request);
  const environment = [
    ...(algorithm === undefined ? [] : [0x80, 1, algorithm]),
    ...(reference === undefined ? [] : [0x84, 1, reference]),
  ];
  const data = Uint8Array.from(environment);
  expectOk(await exchange({ ins: 0x22, p1: 0x41, p2: 0xb6, data }), 'MANAGE SECURITY ENVIRONMENT');
  const response = await exchange({ ins: 0x2a, p1: 0x9e, p2: 0x9a, data: block, le: 256 });
  const value = expectOk(response, 'PERFORM SECURITY OPERATION');
  const { shape } = request;
  // Both forms of ECDSA values are met; R || S has its exact length.
  return shape.kind === 'ec' && value.length !== 2 * shape.octets
    ? readEcdsaValue(value, shape.octets)
    : value;
}

function choose(
  { algorithms }: Directory,
  request: SigningRequest,
): { readonly algorithm: number | undefined; readonly block: Uint8Array } {
  const { scheme, hash } = request.facts;
  const referenceOf = (wanted: number) => algorithms.find((one) => one.mechanism === wanted)?.reference;
  if (scheme === 'ecdsa') return { algorithm: referenceOf(mechanism.ecdsa), block: rawBlock(request) };
  const raw = referenceOf(mechanism.rsaRaw);
  if (raw !== undefined) return { algorithm: raw, block: rawBlock(request) };
  return { algorithm: referenceOf(mechanism.rsaPkcs1), block: digestInfo(hash, request.digest) };
}
