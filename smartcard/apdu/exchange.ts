import { CardError } from '../drivers/card.ts';
import { type Command, encodeCommand, longestData } from './command.ts';

export interface Response {
  readonly data: Uint8Array;
  /** SW1-SW2. */
  readonly status: number;
}

/** Sends a command of any length and collects its whole answer. @throws CardError `card.malformed`, TransportError */
export type Exchange = (command: Command) => Promise<Response>;

export interface ExchangeOptions {
  /** Long data in one extended command instead of a chain of short ones. */
  readonly extendedLength: boolean;
}

/** An answer in parts: no object of a card comes near either bound. */
const maxAnswerBytes = 65536;
const maxParts = 1024;
const chainingBit = 0x10;

/**
 * Commands over a channel that takes single APDUs: command chaining (ISO 7816-4 5.3.3), GET RESPONSE after 61xx, and the
 * same command again with the right Le after 6Cxx.
 */
export function createExchange(
  transmit: (command: Uint8Array) => Promise<Uint8Array>,
  { extendedLength }: ExchangeOptions = { extendedLength: false },
): Exchange {
  const single = async (command: Command): Promise<Response> => {
    const bytes = encodeCommand(command);
    try {
      return responseOf(await transmit(bytes));
    } finally {
      // It may have held a PIN.
      bytes.fill(0);
    }
  };
  return async (command) => {
    const last = extendedLength ? command : await sendAllButLast(single, command);
    if ('status' in last) return last;
    let response = await single(last);
    if (response.status >> 8 === 0x6c)
      response = await single({ ...last, le: response.status & 0xff || 256 });
    return collect(single, response);
  };
}

/** The last command of the chain, or the answer of the card to one before that it refused. */
async function sendAllButLast(single: Exchange, command: Command): Promise<Command | Response> {
  let data = command.data ?? new Uint8Array();
  const { le: _le, ...header } = command;
  const cla = (command.cla ?? 0) | chainingBit;
  while (data.length > longestData.short) {
    const response = await single({ ...header, cla, data: data.subarray(0, longestData.short) });
    if (response.status !== 0x9000) return response;
    data = data.subarray(longestData.short);
  }
  return data.length > 0 ? { ...command, data } : command;
}

async function collect(single: Exchange, first: Response): Promise<Response> {
  const parts = [first.data];
  let length = first.data.length;
  let response = first;
  while (response.status >> 8 === 0x61) {
    const le = response.status & 0xff || 256;
    response = await single({ ins: 0xc0, p1: 0, p2: 0, le });
    parts.push(response.data);
    length += response.data.length;
    if (length > maxAnswerBytes || parts.length > maxParts)
      throw new CardError('card.malformed', 'the card does not end its answer');
  }
  return { data: Buffer.concat(parts), status: response.status };
}

function responseOf(bytes: Uint8Array): Response {
  const [sw1, sw2] = bytes.subarray(-2);
  if (sw1 === undefined || sw2 === undefined)
    throw new CardError('card.malformed', 'an answer without a status word');
  return { data: bytes.subarray(0, -2), status: sw1 * 0x100 + sw2 };
}
