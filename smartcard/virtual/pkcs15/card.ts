import { type Command, findTlv, readTlvs, status, writeTlv } from '../../apdu/index.ts';
import { pkcs1Encoded, pkcs15Application, writeEcdsaValue } from '../../drivers/index.ts';
import type { KeyPurpose } from '../../drivers/card.ts';
import { type Answer, createIsoCard } from '../iso-card.ts';
import { keyOctets, signRaw } from '../key-pair.ts';
import { paddedPin } from '../padded-pin.ts';
import { presentSecret, replaceSecret, statusOfTries } from '../secrets.ts';
import type { Pkcs15State, StoredKey } from '../state.ts';
import type { VirtualCard } from '../virtual-card.ts';
import { algorithmReferences, places, purposes, readFile } from './files.ts';

/** T=1; the historical bytes announce command chaining and extended length, and end in a name. */
const answerToReset = Buffer.from('3b8a800180730000c054416361725d', 'hex');

/**
 * OpenSC knows cards with ISO 7816-8 commands by this applet's name; the generic PKCS#15 driver of ours does not ask for
 * it. Version 00.06 without elliptic curves: with them the applet would hash on the card, which ours does not.
 */
const isoApplet = { name: Buffer.from('f276a288bcfba69d34f31001', 'hex'), answer: Uint8Array.of(0, 6, 0) };

interface Session {
  /** The elementary file that READ BINARY reads. */
  file: Uint8Array | undefined;
  verified: Set<KeyPurpose>;
  environment: { readonly purpose: KeyPurpose; readonly algorithm: number } | undefined;
}

/** A card with the file structure of ISO 7816-15 and two keys, each with a PIN of its own. */
export function createPkcs15Card(state: Pkcs15State, save: () => void = () => undefined): VirtualCard {
  const session: Session = { file: undefined, verified: new Set(), environment: undefined };
  const handlers: Readonly<Record<number, (command: Command) => Answer>> = {
    0xa4: (command) => select(state, session, command),
    0xb0: (command) => readBinary(session, command),
    0x20: (command) => verify(state, session, command, save),
    0x24: (command) => change(state, session, command, save),
    0x2c: (command) => resetRetryCounter(state, session, command, save),
    0x22: (command) => setEnvironment(session, command),
    0x2a: (command) => sign(state, session, command),
  };
  return createIsoCard(answerToReset, {
    reset() {
      session.file = undefined;
      session.verified.clear();
      session.environment = undefined;
    },
    async handle(command) {
      return handlers[command.ins]?.(command) ?? { status: status.unknownInstruction };
    },
  });
}

/** ISO 7816-4 11.2.2: by name, by identifier, by path; P2 says whether control information is wanted. */
function select(state: Pkcs15State, session: Session, { p1, p2, data = new Uint8Array() }: Command): Answer {
  if (p1 === 0x04) {
    if (isoApplet.name.equals(data)) return { status: status.ok, data: isoApplet.answer };
    const isOurs = data.length >= 5 && pkcs15Application.subarray(0, data.length).equals(data);
    return isOurs ? information(p2, writeTlv(0x84, pkcs15Application)) : { status: status.notFound };
  }
  if (![0x00, 0x01, 0x02, 0x08, 0x09].includes(p1) || data.length % 2 !== 0)
    return { status: status.wrongParameters };
  const identifier = data.length === 0 ? 0x3f00 : Buffer.from(data).readUInt16BE(data.length - 2);
  const named = writeTlv(0x83, Buffer.from(identifier.toString(16).padStart(4, '0'), 'hex'));
  if (identifier === 0x3f00 || identifier === 0x5015)
    return information(p2, writeTlv(0x82, Uint8Array.of(0x38)), named);
  const file = readFile(state, identifier);
  if (!file) return { status: status.notFound };
  session.file = file;
  const size = writeTlv(0x80, Uint8Array.of(file.length >> 8, file.length & 0xff));
  return information(p2, size, writeTlv(0x82, Uint8Array.of(0x01)), named);
}

function information(p2: number, ...parts: readonly Uint8Array[]): Answer {
  if ((p2 & 0x0c) === 0x0c) return { status: status.ok };
  return { status: status.ok, data: writeTlv((p2 & 0x0c) === 0x04 ? 0x62 : 0x6f, ...parts) };
}

function readBinary({ file }: Session, { p1, p2, le = 256 }: Command): Answer {
  if (!file || p1 >= 0x80) return { status: status.conditionsNotSatisfied };
  const offset = p1 * 0x100 + p2;
  if (offset >= file.length) return { status: status.wrongOffset };
  return { status: status.ok, data: file.subarray(offset, offset + le) };
}

function purposeOfPin(reference: number): KeyPurpose | undefined {
  return purposes.find((purpose) => places[purpose].pinReference === reference);
}

function verify(state: Pkcs15State, session: Session, { p2, data }: Command, save: () => void): Answer {
  const purpose = purposeOfPin(p2);
  if (!purpose) return { status: status.referenceNotFound };
  const secret = state.pins[purpose];
  if (!data) return { status: session.verified.has(purpose) ? status.ok : statusOfTries(secret) };
  const pin = paddedPin(data);
  if (!pin) return { status: status.wrongData };
  const outcome = presentSecret(secret, pin, save);
  if (outcome === status.ok) session.verified.add(purpose);
  else session.verified.delete(purpose);
  return { status: outcome };
}

function change(state: Pkcs15State, session: Session, command: Command, save: () => void): Answer {
  const { p2, data = new Uint8Array() } = command;
  const purpose = purposeOfPin(p2);
  const [current, next] = [paddedPin(data.subarray(0, 8)), paddedPin(data.subarray(8))];
  if (!purpose) return { status: status.referenceNotFound };
  if (!current || !next) return { status: status.wrongData };
  const outcome = presentSecret(state.pins[purpose], current, save);
  session.verified.delete(purpose);
  if (outcome === status.ok) replaceSecret(state.pins[purpose], next, save);
  return { status: outcome };
}

function resetRetryCounter(state: Pkcs15State, session: Session, command: Command, save: () => void): Answer {
  const { p2, data = new Uint8Array() } = command;
  const purpose = purposeOfPin(p2);
  const [puk, next] = [paddedPin(data.subarray(0, 8)), paddedPin(data.subarray(8))];
  if (!purpose) return { status: status.referenceNotFound };
  if (!puk || !next) return { status: status.wrongData };
  const outcome = presentSecret(state.puk, puk, save);
  session.verified.delete(purpose);
  if (outcome === status.ok) replaceSecret(state.pins[purpose], next, save);
  return { status: outcome };
}

/** MANAGE SECURITY ENVIRONMENT: SET for digital signatures (ISO 7816-4 11.6.11). */
function setEnvironment(session: Session, { p1, p2, data = new Uint8Array() }: Command): Answer {
  if (p1 !== 0x41 || p2 !== 0xb6) return { status: status.wrongParameters };
  const fields = parts(data);
  const purpose = purposes.find((one) => places[one].keyReference === findTlv(fields, 0x84)?.[0]);
  const algorithm = findTlv(fields, 0x80)?.[0];
  if (!purpose || algorithm === undefined) return { status: status.referenceNotFound };
  session.environment = { purpose, algorithm };
  return { status: status.ok };
}

/** PERFORM SECURITY OPERATION: COMPUTE DIGITAL SIGNATURE (ISO 7816-8 5.3.4). */
function sign(state: Pkcs15State, session: Session, { p1, p2, data = new Uint8Array() }: Command): Answer {
  if (p1 !== 0x9e || p2 !== 0x9a) return { status: status.wrongParameters };
  const { environment } = session;
  const stored = environment && state.keys[environment.purpose];
  if (!stored) return { status: status.conditionsNotSatisfied };
  if (!session.verified.has(environment.purpose)) return { status: status.securityNotSatisfied };
  // userConsent 1: the PIN of the hand's own signature is good for one.
  if (environment.purpose === 'signature') session.verified.delete('signature');
  const value = signBy(stored.key, environment.algorithm, data);
  return value ? { status: status.ok, data: value } : { status: status.wrongData };
}

function signBy(key: StoredKey, algorithm: number, data: Uint8Array): Uint8Array | undefined {
  const isRsa = key.algorithm.startsWith('rsa');
  switch (algorithm) {
    case algorithmReferences.ecdsa: {
      const value = isRsa ? undefined : signRaw(key, data);
      return value && writeEcdsaValue(value);
    }
    case algorithmReferences.rsaRaw:
      return isRsa ? signRaw(key, data) : undefined;
    case algorithmReferences.rsaPkcs1:
      return isRsa && data.length <= keyOctets(key.algorithm) - 11
        ? signRaw(key, pkcs1Encoded(data, keyOctets(key.algorithm)))
        : undefined;
    default:
      return undefined;
  }
}

function parts(data: Uint8Array): ReturnType<typeof readTlvs> {
  try {
    return readTlvs(data);
  } catch {
    return [];
  }
}
