import { randomBytes, verify, X509Certificate } from 'node:crypto';
import { createExchange, type Exchange, expectOk, pinOutcomeOf, writeTlv } from '../apdu/index.ts';
import { type Card, CardError, type KeyPurpose, type PinOutcome } from '../drivers/card.ts';
import {
  pivKeys,
  pivObjects,
  pivSecrets,
  recogniseCard,
  secretOctets,
  writeCapabilities,
  writeCertificateObject,
  writeChuid,
} from '../drivers/index.ts';
import type { CardChannel } from '../pcsc/transport.ts';
import { PersonalisationError } from './errors.ts';
import { type CertifiedKeyAlgorithm, generateKeyPair, hashOf, makeRequest, signMessage } from './key-pair.ts';
import { showManagementKey } from './management-key.ts';

/** What a registration office does with a PIV card, in two halves: between them stands the certificate service. */

export const purposes: readonly KeyPurpose[] = ['authentication', 'signature'];

/** One for each key. */
export type ForEachKey<Value> = Readonly<Record<KeyPurpose, Value>>;

export interface OfficeSecrets {
  /** As many octets as the card's cipher has: 16, 24 or 32. */
  readonly managementKey: Uint8Array;
  /** The PIN that the card has now, in ASCII. */
  readonly pin: Uint8Array;
}

/**
 * Makes both keys on the card, in the place of any that it has, and a PKCS#10 request for each.
 * @throws PersonalisationError, CardError, TransportError
 */
export async function beginPersonalisation(
  channel: CardChannel,
  { managementKey, pin }: OfficeSecrets,
  algorithm: CertifiedKeyAlgorithm,
): Promise<ForEachKey<Uint8Array>> {
  const { card, exchange } = await openOffice(channel, managementKey);
  const request = async (purpose: KeyPurpose): Promise<Uint8Array> => {
    const publicKey = await generateKeyPair(exchange, purpose, algorithm);
    expectRight(await card.verifyPin(purpose, pin), 'PIN');
    return makeRequest(exchange, purpose, { algorithm, publicKey });
  };
  return { authentication: await request('authentication'), signature: await request('signature') };
}

export interface Finish extends OfficeSecrets {
  /** DER. */
  readonly certificates: ForEachKey<Uint8Array>;
  /** What the person gets, in the place of what the card has now. */
  readonly newPin?: Uint8Array | undefined;
  readonly puk?: { readonly current: Uint8Array; readonly next: Uint8Array } | undefined;
}

/**
 * Writes the certificates after a trial signature with each key, names the card, and sets PIN and PUK last: a card that
 * stops half-way has no PIN that anybody was given. Answers the card's new serial number.
 * @throws PersonalisationError, CardError, TransportError
 */
export async function finishPersonalisation(channel: CardChannel, finish: Finish): Promise<string> {
  const { card, exchange } = await openOffice(channel, finish.managementKey);
  const certificates = purposes.map((purpose) => ({
    purpose,
    certificate: new X509Certificate(finish.certificates[purpose]),
  }));
  for (const { purpose, certificate } of certificates) {
    expectRight(await card.verifyPin(purpose, finish.pin), 'PIN');
    await expectKeyOf(exchange, purpose, certificate);
  }
  for (const { purpose, certificate } of certificates)
    await putObject(exchange, pivKeys[purpose].certificate, writeCertificateObject(certificate.raw));
  const guid = randomBytes(16);
  const expires = Math.min(...certificates.map(({ certificate }) => certificate.validToDate.getTime()));
  await putObject(exchange, pivObjects.chuid, writeChuid(guid, dayOf(expires)));
  await putObject(exchange, pivObjects.capabilities, writeCapabilities(guid));
  if (finish.puk) await changePuk(exchange, finish.puk);
  if (finish.newPin) expectRight(await card.changePin('authentication', finish.pin, finish.newPin), 'PIN');
  return guid.toString('hex');
}

async function openOffice(
  channel: CardChannel,
  managementKey: Uint8Array,
): Promise<{ readonly card: Card; readonly exchange: Exchange }> {
  const card = await recogniseCard(channel);
  if (card.driver !== 'PIV') throw new CardError('card.unsupported', 'only PIV cards are personalised here');
  const exchange = createExchange((command) => channel.transmit(command));
  await showManagementKey(exchange, managementKey);
  return { card, exchange };
}

/** A certificate for another key would look well on the card and never work. */
async function expectKeyOf(
  exchange: Exchange,
  purpose: KeyPurpose,
  certificate: X509Certificate,
): Promise<void> {
  const algorithm = algorithmOf(certificate);
  const message = randomBytes(32);
  const value = await signMessage(exchange, purpose, { algorithm, message }).catch((error: unknown) => {
    // The card has a key of another kind in this place, or none.
    if (error instanceof CardError && error.code === 'card.unsupported') return undefined;
    throw error;
  });
  if (!value || !verify(hashOf(algorithm), message, certificate.publicKey, value))
    throw new PersonalisationError('personalise.other_key', `the certificate for ${purpose} has another key`);
}

function algorithmOf({ publicKey }: X509Certificate): CertifiedKeyAlgorithm {
  const { namedCurve, modulusLength } = publicKey.asymmetricKeyDetails ?? {};
  if (namedCurve === 'prime256v1') return 'p256';
  if (namedCurve === 'secp384r1') return 'p384';
  if (modulusLength === 3072) return 'rsa3072';
  throw new PersonalisationError('personalise.other_key', 'a certificate whose key no card of ours has');
}

/** PUT DATA (SP 800-73-4 part 2, 3.3.2). */
async function putObject(exchange: Exchange, name: number, value: Uint8Array): Promise<void> {
  const tagList = Buffer.from(name.toString(16), 'hex');
  const data = Buffer.concat([writeTlv(0x5c, tagList), writeTlv(0x53, value)]);
  expectOk(await exchange({ ins: 0xdb, p1: 0x3f, p2: 0xff, data }), 'PUT DATA');
}

async function changePuk(
  exchange: Exchange,
  { current, next }: { readonly current: Uint8Array; readonly next: Uint8Array },
): Promise<void> {
  if (current.length > secretOctets || next.length !== secretOctets)
    throw new CardError('card.pin_length', 'a PUK has eight characters');
  const data = Buffer.alloc(2 * secretOctets, 0xff);
  data.set(current);
  data.set(next, secretOctets);
  try {
    const response = await exchange({ ins: 0x24, p1: 0, p2: pivSecrets.puk, data });
    const outcome = pinOutcomeOf(response.status);
    if (outcome) expectRight(outcome, 'PUK');
    else expectOk(response, 'CHANGE REFERENCE DATA');
  } finally {
    data.fill(0);
  }
}

function expectRight(outcome: PinOutcome, what: 'PIN' | 'PUK'): void {
  if (outcome.kind === 'verified') return;
  const left = outcome.kind === 'wrong' ? `wrong, ${outcome.triesLeft} tries left` : 'blocked';
  throw new PersonalisationError('personalise.wrong_secret', `the ${what} is ${left}`);
}

/** YYYYMMDD. */
function dayOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10).replaceAll('-', '');
}
