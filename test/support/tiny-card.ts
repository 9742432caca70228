import type { VirtualCard } from '../../smartcard/virtual/index.ts';

/** Hardly a card, but enough to see what reaches one: SELECT, VERIFY with the PIN 123456, and an echo (80 E0). */
export interface TinyCard extends VirtualCard {
  /** Commands since it was made, in hex. */
  readonly heard: readonly string[];
  /** Does not answer the next command, until it is reset; resolves when that has come. */
  hang(): Promise<void>;
}

const ok = Uint8Array.of(0x90, 0x00);
const pin = Buffer.from('123456\u00ff\u00ff', 'latin1');
const instructions = { verify: 0x20, select: 0xa4, sign: 0x87, echo: 0xe0 } as const;

/** `name` comes back from SELECT, and with it in the historical bytes. */
export function makeTinyCard(name: string): TinyCard {
  const heard: string[] = [];
  let isSelected = false;
  let isVerified = false;
  let onHang: (() => void) | undefined;
  let wake = () => {};
  const verify = (data: Uint8Array): Uint8Array => {
    if (data.length > 0) isVerified = pin.equals(data);
    return isVerified ? ok : Uint8Array.of(0x63, 0xc3);
  };
  const answers: Readonly<Record<number, (command: Uint8Array) => Uint8Array>> = {
    [instructions.select]: () => {
      isSelected = true;
      return Buffer.concat([Buffer.from(name), ok]);
    },
    [instructions.verify]: (command) =>
      isSelected ? verify(command.subarray(5)) : Uint8Array.of(0x69, 0x85),
    [instructions.sign]: () => (isVerified ? ok : Uint8Array.of(0x69, 0x82)),
    [instructions.echo]: (command) => Buffer.concat([command, ok]),
  };
  return {
    atr: answerToReset(Buffer.from(name.padEnd(5).slice(0, 5))),
    heard,
    hang: () =>
      new Promise((resolve) => {
        onHang = resolve;
      }),
    async answer(command) {
      heard.push(Buffer.from(command).toString('hex'));
      onHang?.();
      if (onHang)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      const answer = answers[command[1] ?? 0];
      return answer ? answer(command) : Uint8Array.of(0x6d, 0x00);
    },
    reset() {
      onHang = undefined;
      wake();
      isSelected = false;
      isVerified = false;
    },
  };
}

/** T=1, with historical bytes (ISO 7816-3, 8.2). */
function answerToReset(historical: Uint8Array): Uint8Array {
  const after = Buffer.from([0x80 | historical.length, 0x80, 0x01, ...historical]);
  const check = after.reduce((sum, byte) => sum ^ byte, 0);
  return Buffer.from([0x3b, ...after, check]);
}

export const commands = {
  select: Buffer.from('00a4040005a000000308', 'hex'),
  verify: Buffer.concat([Buffer.from('0020008008', 'hex'), pin]),
  pinStatus: Buffer.from('00200080', 'hex'),
  sign: Buffer.from('0087119a00', 'hex'),
} as const;
