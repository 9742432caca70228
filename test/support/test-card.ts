import { generateKeyPairSync } from 'node:crypto';
import { CardError, type CardSource, type OpenCard } from '../../smartcard/drivers/card.ts';
import { createTransportSource } from '../../smartcard/drivers/index.ts';
import { type ReaderState, TransportError } from '../../smartcard/pcsc/transport.ts';
import {
  blankPivState,
  createPivCard,
  createVirtualTransport,
  loadPivKey,
  type PivState,
  type VirtualCard,
} from '../../smartcard/virtual/index.ts';
import { selfSigned } from './self-signed.ts';

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

export function createTestCard(subject?: string): TestCard {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const certificate = selfSigned(privateKey, subject);
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
