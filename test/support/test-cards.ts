import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { der, oids } from '../../certs/asn1/index.ts';
import { CardError, type CardSource, type KeyPurpose, type OpenCard } from '../../smartcard/drivers/card.ts';
import { createTransportSource } from '../../smartcard/drivers/index.ts';
import { type ReaderState, TransportError } from '../../smartcard/pcsc/transport.ts';
import {
  blankPivState,
  createPivCard,
  createVirtualTransport,
  identifyPivCard,
  loadPivKey,
  loadPkcs15Key,
  newPkcs15State,
  type PivState,
  type Pkcs15State,
  type VirtualCard,
} from '../../smartcard/virtual/index.ts';

/** A virtual PIV card with an authentication key on P-256; its PIN is 123456. */
export interface TestCard {
  readonly certificate: Buffer;
  readonly card: VirtualCard;
  readonly state: PivState;
  /** Of the PIN. */
  triesLeft: number;
  /** How often a PIN was sent to it. */
  readonly pinsSent: number;
}

/** `name` is the holder's common name, `code` the serialNumber beside it. */
export function createTestCard(name = 'ƏLİYEVA AYSEL', code?: string): TestCard {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = Buffer.from(selfSigned({ ...keys, name, code, purpose: 'authentication' }));
  const { privateKey } = keys;
  const state = blankPivState();
  loadPivKey(state, 'authentication', { privateKey, certificate });
  const piv = createPivCard(state);
  let pinsSent = 0;
  const card: VirtualCard = {
    atr: piv.atr,
    reset: () => piv.reset(),
    answer(command) {
      // VERIFY with data; without it asks for the tries.
      if (command[1] === 0x20 && command.length > 5) pinsSent += 1;
      return piv.answer(command);
    },
  };
  return {
    certificate,
    card,
    state,
    get triesLeft() {
      return state.pin.triesLeft;
    },
    set triesLeft(tries) {
      state.pin.triesLeft = tries;
    },
    get pinsSent() {
      return pinsSent;
    },
  };
}

/** A card without any application that we know. */
export const strangeCard: VirtualCard = {
  atr: Buffer.from('3b6500002063cb6800', 'hex'),
  reset: () => undefined,
  answer: () => Promise.resolve(Uint8Array.of(0x6a, 0x82)),
};

/** A PIV card without a key. */
export const emptyCard: VirtualCard = createPivCard(blankPivState());

/** Readers in this process, and the hand that puts cards into them. */
export class TestReaders implements CardSource {
  readonly transport = createVirtualTransport();
  readonly #source = createTransportSource(this.transport);
  /** PC/SC does not run; tell `poke` when that changes. */
  isGone = false;
  /** Another program keeps every card. */
  isBusy = false;
  /** Readers have keys of their own, and somebody types this there, or gives up. */
  typedAtReader: string | undefined;

  /** Without a card, an empty reader. */
  put(reader: string, card?: VirtualCard): void {
    const slot = this.transport.slot(reader);
    slot.remove();
    if (card) slot.insert(card);
  }

  poke(): void {
    this.put('poked');
    this.transport.unplug('poked');
  }

  async readers(): Promise<readonly ReaderState[]> {
    if (this.isGone) throw new TransportError('transport.no_service', 'not running');
    return this.#source.readers();
  }

  changed(known: readonly ReaderState[], signal: AbortSignal): Promise<void> {
    return this.#source.changed(known, signal);
  }

  async open(reader: string, options: { readonly timeoutMs: number }): Promise<OpenCard> {
    if (this.isBusy) throw new TransportError('transport.busy', reader);
    const open = await this.#source.open(reader, options);
    return this.typedAtReader === undefined ? open : withPinPad(open, this.typedAtReader);
  }

  close(): Promise<void> {
    return this.transport.close();
  }
}

function withPinPad(open: OpenCard, typed: string): OpenCard {
  const { card } = open;
  return {
    reader: open.reader,
    end: () => open.end(),
    card: {
      driver: card.driver,
      serial: card.serial,
      hasPinPad: true,
      keys: () => card.keys(),
      pinRules: (purpose) => card.pinRules(purpose),
      triesLeft: (purpose) => card.triesLeft(purpose),
      changePin: (...values) => card.changePin(...values),
      unblockPin: (...values) => card.unblockPin(...values),
      sign: (...values) => card.sign(...values),
      async verifyPin(purpose, pin) {
        if (pin) throw new CardError('card.unsupported', 'a PIN that was typed elsewhere');
        if (typed === '') throw new CardError('card.cancelled', 'given up at the reader');
        return card.verifyPin(purpose, Buffer.from(typed));
      },
    },
  };
}

export type TestKeyKind = 'P-256' | 'P-384' | 'RSA-2048' | 'RSA-3072';

export interface TestCardKey {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** DER; signed by the key itself, valid for two days from now. */
  readonly certificate: Uint8Array;
}

const made = new Map<string, TestCardKey>();

/** One key for each kind and purpose in a test file: RSA keys take a while. */
export function testCardKey(kind: TestKeyKind, purpose: KeyPurpose): TestCardKey {
  const name = `${purpose} ${kind}`;
  const key = made.get(name) ?? makeKey(kind, name, purpose);
  made.set(name, key);
  return key;
}

/** A PIV card with both keys of the kind; PIN 123456, PUK 12345678. */
export function testPivState(kind: TestKeyKind = 'P-256', guid = '4a'.repeat(16)): PivState {
  const state = blankPivState();
  identifyPivCard(state, Buffer.from(guid, 'hex'), '20351231');
  for (const purpose of ['authentication', 'signature'] as const)
    loadPivKey(state, purpose, testCardKey(kind, purpose));
  return state;
}

/** A PKCS#15 card with both keys of the kind; both PINs are 123456, the PUK is 12345678. */
export function testPkcs15State(kind: TestKeyKind = 'P-256'): Pkcs15State {
  const pin = '123456';
  const secrets = { pin, signaturePin: pin, puk: '12345678' };
  const state = newPkcs15State({ serial: '0123456789abcdef', label: 'Açar', ...secrets });
  for (const purpose of ['authentication', 'signature'] as const)
    loadPkcs15Key(state, purpose, testCardKey(kind, purpose));
  return state;
}

function makeKey(kind: TestKeyKind, name: string, purpose: KeyPurpose): TestCardKey {
  const [family, size] = kind.split('-');
  const { privateKey, publicKey } =
    family === 'RSA'
      ? generateKeyPairSync('rsa', { modulusLength: Number(size) })
      : generateKeyPairSync('ec', { namedCurve: kind });
  return { privateKey, publicKey, certificate: selfSigned({ privateKey, publicKey, name, purpose }) };
}

interface CertificateParts {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly name: string;
  readonly code?: string | undefined;
  readonly purpose: KeyPurpose;
}

function selfSigned({
  privateKey,
  publicKey,
  name: commonName,
  code,
  purpose,
}: CertificateParts): Uint8Array {
  const isRsa = privateKey.asymmetricKeyType === 'rsa';
  const algorithm = isRsa
    ? der.sequence(der.oid(oids.sha256WithRSAEncryption), der.nullValue())
    : der.sequence(der.oid(oids.ecdsaWithSHA256));
  const attribute = (type: string, value: Uint8Array) => der.setOf(der.sequence(der.oid(type), value));
  const name = der.sequence(
    attribute(oids.commonName, der.utf8String(commonName)),
    ...(code === undefined ? [] : [attribute(oids.serialNumber, der.printableString(code))]),
  );
  // digitalSignature, or nonRepudiation alone.
  const usage = der.namedBits([purpose === 'authentication' ? 0 : 1]);
  const now = Math.floor(Date.now() / 1000) * 1000;
  const validity = der.sequence(der.time(now), der.time(now + 2 * 86_400_000));
  const tbs = der.sequence(
    der.explicit(0, der.integer(2)),
    der.integer(1),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der.explicit(3, der.sequence(der.sequence(der.oid(oids.keyUsage), der.octetString(usage)))),
  );
  return der.sequence(tbs, algorithm, der.bitString(sign('sha256', tbs, privateKey)));
}
