import { gunzipSync } from 'node:zlib';
import {
  childOf,
  createExchange,
  type Exchange,
  expectOk,
  failureOf,
  findTlv,
  pinOutcomeOf,
  readTlvs,
  status,
  writeTlv,
} from '../../apdu/index.ts';
import type { CardChannel } from '../../pcsc/transport.ts';
import { CardError, type KeyPurpose, type PinOutcome } from '../card.ts';
import type { CardDriver, DriverKey } from '../driver.ts';
import { pivApplication, pivKeys, pivObjects, pivSecrets, secretOctets } from './names.ts';
import { signWithPivKey } from './sign.ts';

/** SP 800-73-4 part 2, 3.1.1: without the version at its end. */
const shortApplication = pivApplication.subarray(0, 9);
const longestCertificate = 16384;
const filler = 0xff;

/** The driver for PIV cards (SP 800-73-4); undefined when the card has no such application. */
export async function openPivCard(channel: CardChannel): Promise<CardDriver | undefined> {
  const exchange = createExchange((command) => channel.transmit(command));
  const selected = await exchange({ ins: 0xa4, p1: 0x04, p2: 0, data: shortApplication, le: 256 });
  if (selected.status !== status.ok) return undefined;
  const serial = await readSerial(exchange);
  const secret = (instruction: number, reference: number, first: Uint8Array, next: Uint8Array) =>
    withSecrets(
      [first, next],
      (data) => exchange({ ins: instruction, p1: 0, p2: reference, data }),
      instruction,
    );
  return {
    name: 'PIV',
    serial,
    hasPinPad: channel.pinPad !== undefined,
    keys: () => readKeys(exchange),
    pinRules: () => ({ minLength: 6, maxLength: 8, digitsOnly: true }),
    triesLeft: () => readTries(exchange),
    verifyPin: (_purpose, pin) =>
      pin
        ? withSecrets([pin], (data) => exchange({ ins: 0x20, p1: 0, p2: pivSecrets.pin, data }), 0x20)
        : verifyAtReader(channel),
    changePin: (_purpose, current, next) => secret(0x24, pivSecrets.pin, current, next),
    unblockPin: (_purpose, puk, next) => secret(0x2c, pivSecrets.pin, puk, next),
    sign: (request) => signWithPivKey(exchange, request),
  };
}

/** The GUID of the CHUID; empty where the card has none. */
async function readSerial(exchange: Exchange): Promise<string> {
  const chuid = await readObject(exchange, pivObjects.chuid);
  const guid = chuid && findTlv(readTlvs(chuid), 0x34);
  return guid?.some((octet) => octet !== 0) ? Buffer.from(guid).toString('hex') : '';
}

async function readKeys(exchange: Exchange): Promise<readonly DriverKey[]> {
  const purposes: readonly KeyPurpose[] = ['authentication', 'signature'];
  const keys: DriverKey[] = [];
  for (const purpose of purposes) {
    const object = await readObject(exchange, pivKeys[purpose].certificate);
    const certificate = object && certificateIn(object);
    if (certificate) keys.push({ purpose, certificate, pinAlways: purpose === 'signature' });
  }
  return keys;
}

/** Inside the outer 53; undefined for an object that is not there. */
async function readObject(exchange: Exchange, name: number): Promise<Uint8Array | undefined> {
  const tagList = Buffer.from(name.toString(16), 'hex');
  const response = await exchange({ ins: 0xcb, p1: 0x3f, p2: 0xff, data: writeTlv(0x5c, tagList), le: 256 });
  if (response.status === status.notFound) return undefined;
  const data = expectOk(response, 'GET DATA');
  return data.length === 0 ? undefined : childOf(data, 0x53);
}

/** Part 1, appendix A: CertInfo says whether the certificate is compressed. */
function certificateIn(object: Uint8Array): Uint8Array | undefined {
  const fields = readTlvs(object);
  const stored = findTlv(fields, 0x70);
  if (!stored || stored.length === 0) return undefined;
  const isCompressed = ((findTlv(fields, 0x71)?.[0] ?? 0) & 0x01) !== 0;
  if (!isCompressed) return stored;
  try {
    return gunzipSync(stored, { maxOutputLength: longestCertificate });
  } catch (error) {
    throw new CardError('card.malformed', 'a certificate that cannot be unpacked', { cause: error });
  }
}

/** An empty VERIFY asks without trying. Undefined when the PIN is verified, or the card does not tell. */
async function readTries(exchange: Exchange): Promise<number | undefined> {
  const { status: word } = await exchange({ ins: 0x20, p1: 0, p2: pivSecrets.pin });
  const outcome = pinOutcomeOf(word);
  if (outcome?.kind === 'blocked') return 0;
  return outcome?.kind === 'wrong' ? outcome.triesLeft : undefined;
}

/** Sends secrets, each padded to eight octets with FF, and wipes the copy. */
async function withSecrets(
  secrets: readonly Uint8Array[],
  send: (data: Uint8Array) => ReturnType<Exchange>,
  instruction: number,
): Promise<PinOutcome> {
  if (secrets.some(({ length }) => length > secretOctets))
    throw new CardError('card.pin_length', 'more than eight characters');
  const data = Buffer.alloc(secrets.length * secretOctets, filler);
  secrets.forEach((one, index) => data.set(one, index * secretOctets));
  try {
    return toOutcome((await send(data)).status, instruction);
  } finally {
    data.fill(0);
  }
}

async function verifyAtReader({ pinPad }: CardChannel): Promise<PinOutcome> {
  if (!pinPad) throw new CardError('card.unsupported', 'the reader has no keys of its own');
  const template = Buffer.concat([
    Uint8Array.of(0, 0x20, 0, pivSecrets.pin, secretOctets),
    Buffer.alloc(secretOctets, filler),
  ]);
  const answer = await pinPad.verify(template, { timeoutSeconds: 60 });
  return toOutcome(Buffer.from(answer).readUInt16BE(0), 0x20);
}

function toOutcome(word: number, instruction: number): PinOutcome {
  const outcome = pinOutcomeOf(word);
  if (outcome) return outcome;
  if (word === status.wrongData || word === status.wrongLength)
    throw new CardError('card.pin_length', 'the card refuses the form of the PIN');
  throw failureOf(word, `instruction ${instruction.toString(16)}`);
}
