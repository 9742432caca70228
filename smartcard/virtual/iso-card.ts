import { type Command, decodeCommand, status } from '../apdu/index.ts';
import type { VirtualCard } from './virtual-card.ts';

/** What an application answers to a whole command. */
export interface Answer {
  readonly data?: Uint8Array;
  readonly status: number;
}

/** What a card does, with chains put together and answers not yet cut into pieces. */
export interface CardApplication {
  reset(): void;
  handle(command: Command): Promise<Answer>;
}

const chainingBit = 0x10;
const getResponse = 0xc0;
const longestChain = 16384;

/**
 * The part of ISO 7816-4 that all cards share: classes, command chaining, answers longer than what was asked for
 * (61xx and GET RESPONSE), short and extended commands.
 */
export function createIsoCard(atr: Uint8Array, application: CardApplication): VirtualCard {
  let chain: Command | undefined;
  let pending: Uint8Array | undefined;

  const finish = ({ data = new Uint8Array(), status: word }: Answer, le = 256): Uint8Array => {
    if (data.length <= le) return response(data, word);
    pending = data.subarray(le);
    return response(data.subarray(0, le), 0x6100 | (pending.length < 256 ? pending.length : 0));
  };

  const handle = async (command: Command): Promise<Uint8Array> => {
    const rest = pending;
    pending = undefined;
    if (command.ins === getResponse) {
      if (!rest) return response(undefined, status.conditionsNotSatisfied);
      return finish({ data: rest, status: status.ok }, command.le);
    }
    const whole = joined(chain, command);
    chain = undefined;
    if (!whole) return response(undefined, status.wrongLength);
    if (((command.cla ?? 0) & chainingBit) !== 0) {
      chain = whole;
      return response(undefined, status.ok);
    }
    return finish(await application.handle(whole), command.le);
  };

  return {
    atr,
    reset() {
      chain = undefined;
      pending = undefined;
      application.reset();
    },
    async answer(bytes) {
      // A chain outlives the sender's buffer.
      const command = decodeCommand(Uint8Array.from(bytes));
      if (!command) return response(undefined, status.wrongLength);
      // Basic channel, no secure messaging.
      if (((command.cla ?? 0) & ~chainingBit) !== 0) return response(undefined, status.unknownClass);
      return handle(command);
    },
  };
}

/** A chain and its next part; a command that does not belong to the chain begins anew. Undefined when it grows too long. */
function joined(chain: Command | undefined, command: Command): Command | undefined {
  const belongs = chain && chain.ins === command.ins && chain.p1 === command.p1 && chain.p2 === command.p2;
  if (!belongs) return command;
  const data = Buffer.concat([chain.data ?? new Uint8Array(), command.data ?? new Uint8Array()]);
  return data.length > longestChain ? undefined : { ...command, data };
}

function response(data: Uint8Array | undefined, word: number): Uint8Array {
  return Buffer.concat([data ?? new Uint8Array(), Uint8Array.of(word >> 8, word & 0xff)]);
}
