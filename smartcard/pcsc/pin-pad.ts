import type { CardConnection } from './card-connection.ts';
import { PcscError, toTransportError } from './return-codes.ts';
import type { Bounds } from './time-limit.ts';
import type { PinPad } from './transport.ts';

/**
 * Readers with keys of their own (PC/SC part 10, revision 2.02.09). Written from the text; no such reader was at hand
 * to try it with.
 */
const getFeatureRequest = { function: 3400 };
/** FEATURE_VERIFY_PIN_DIRECT. */
const verifyPinDirect = 0x06;
const featureBytes = 6;
const maxAnswerBytes = 264;
const askLimitMs = 2000;
/** What the reader may need beyond its own time limit. */
const graceMs = 5000;

const dataOffset = 5;
const minPinLength = 4;
const maxTimeoutSeconds = 255;
/** Of a PIN with at most 15 digits, and of its block: half an octet is all that tells their length. */
const maxBlockBytes = 15;
const english = 0x0409;

/** The PIN pad of the reader, or undefined when it has none. Asks the reader, which costs no more than a command. @throws TransportError */
export async function findPinPad(
  connection: CardConnection,
  signal: AbortSignal,
): Promise<PinPad | undefined> {
  const answer = new Uint8Array(maxAnswerBytes);
  const bounds = { limitMs: askLimitMs, signal };
  const length = await connection
    .control(getFeatureRequest, new Uint8Array(), answer, bounds)
    .catch(unlessCut);
  const whole = featureCode(answer.subarray(0, length), verifyPinDirect);
  return whole === undefined ? undefined : pinPadOver(connection, whole, signal);
}

/** A reader that does not know the question has no features; a call that was cut has ended the connection too. */
function unlessCut(error: unknown): number {
  if (error instanceof PcscError) return 0;
  throw error;
}

function pinPadOver(connection: CardConnection, whole: number, signal: AbortSignal): PinPad {
  return {
    async verify(template, { timeoutSeconds }) {
      const answer = new Uint8Array(maxAnswerBytes);
      const bounds: Bounds = { limitMs: timeoutSeconds * 1000 + graceMs, signal };
      try {
        const request = verifyStructure(template, timeoutSeconds);
        const length = await connection.control({ whole }, request, answer, bounds);
        return answer.slice(0, length);
      } catch (error) {
        throw toTransportError(error);
      }
    },
  };
}

/** Part 10, 2.2: a list of tag, length 4, and a control code in big-endian order. What breaks the form ends the list. */
export function featureCode(list: Uint8Array, wanted: number): number | undefined {
  const bytes = Buffer.from(list);
  for (let at = 0; at + featureBytes <= bytes.length && bytes[at + 1] === 4; at += featureBytes)
    if (bytes[at] === wanted) return bytes.readUInt32BE(at + 2);
  return undefined;
}

/** PIN_VERIFY_STRUCTURE (part 10, 2.5.2) for a command whose data are the PIN in ASCII, filled up to the block. */
export function verifyStructure(template: Uint8Array, timeoutSeconds: number): Uint8Array {
  const blockBytes = Math.min(template.length - dataOffset, maxBlockBytes);
  const seconds = Math.min(Math.max(1, Math.ceil(timeoutSeconds)), maxTimeoutSeconds);
  const head = Buffer.alloc(19);
  head.writeUInt8(seconds, 0); // bTimerOut
  head.writeUInt8(seconds, 1); // bTimerOut2: after the first key
  head.writeUInt8(0x82, 2); // bmFormatString: in bytes, from the first on, left-justified, ASCII
  head.writeUInt8(blockBytes, 3); // bmPINBlockString: no length before the PIN
  head.writeUInt8(0x00, 4); // bmPINLengthFormat
  head.writeUInt8(blockBytes, 5); // wPINMaxExtraDigit: most,
  head.writeUInt8(minPinLength, 6); // and fewest
  head.writeUInt8(0x02, 7); // bEntryValidationCondition: the key that confirms
  head.writeUInt8(0x01, 8); // bNumberMessage
  head.writeUInt16LE(english, 9); // wLangId
  head.writeUInt8(0x00, 11); // bMsgIndex
  // bTeoPrologue is for T=1 on readers that leave its blocks to us: nothing.
  head.writeUInt32LE(template.length, 15); // ulDataLength
  return Buffer.concat([head, template]);
}
