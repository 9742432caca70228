/** One short message on the radio, ready for `submit_sm`. */
export interface SmsPart {
  /** SMPP `data_coding`: 0 = the GSM 7-bit alphabet, one septet an octet; 8 = UCS-2. */
  readonly dataCoding: 0 | 8;
  /** The user data header, if there are several parts, and the text. */
  readonly octets: Buffer;
  readonly hasHeader: boolean;
}

/** 3GPP TS 23.038 6.2.1: the default alphabet, in the order of its codes. */
const alphabet =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿' +
  'abcdefghijklmnopqrstuvwxyzäöñüà';
const escape = 0x1b;
/** 3GPP TS 23.038 6.2.1.1: characters behind the escape code; each takes two septets. */
const extension: Readonly<Record<string, number>> = {
  '\f': 0x0a,
  '^': 0x14,
  '{': 0x28,
  '}': 0x29,
  '\\': 0x2f,
  '[': 0x3c,
  '~': 0x3d,
  ']': 0x3e,
  '|': 0x40,
  '€': 0x65,
};

const codes = new Map<string, readonly number[]>([
  ...Array.from(alphabet, (character, code): [string, readonly number[]] => [character, [code]]),
  ...Object.entries(extension).map(([character, code]): [string, readonly number[]] => [
    character,
    [escape, code],
  ]),
]);
codes.delete('\u001b');

/** Octets of text in a single message, and in each part of several beside the header of six octets. */
const room = { gsm: { single: 160, part: 153 }, ucs2: { single: 140, part: 134 } };

/**
 * Cuts a text into short messages: in the GSM alphabet where it suffices (160, or 153 a part), else in UCS-2 (70, or 67
 * a part), which Azerbaijani ə ğ ı ş need. No character is torn apart. The parts carry `reference` (0-255), by which
 * the phone joins them (3GPP TS 23.040 9.2.3.24.1); with the same reference a repeat is recognised.
 */
export function cutSms(text: string, reference: number): SmsPart[] {
  const plain = text.replaceAll('\r\n', '\n');
  const septets = Array.from(plain, (character) => codes.get(character));
  const isGsm = septets.every((code) => code !== undefined);
  const units = isGsm ? septets.map((code) => Buffer.from(code)) : Array.from(plain, toUtf16);
  const { single, part } = isGsm ? room.gsm : room.ucs2;
  const dataCoding = isGsm ? 0 : 8;
  const whole = Buffer.concat(units);
  if (whole.length <= single) return [{ dataCoding, octets: whole, hasHeader: false }];
  const pieces = pack(units, part);
  if (pieces.length > 255) throw new RangeError('an SMS has at most 255 parts');
  return pieces.map((piece, index) => {
    const header = [5, 0, 3, reference & 0xff, pieces.length, index + 1];
    return { dataCoding, octets: Buffer.concat([Buffer.from(header), piece]), hasHeader: true };
  });
}

function pack(units: readonly Buffer[], size: number): Buffer[] {
  const pieces: Buffer[] = [];
  let current: Buffer[] = [];
  let length = 0;
  for (const unit of units) {
    if (length + unit.length > size) {
      pieces.push(Buffer.concat(current));
      current = [];
      length = 0;
    }
    current.push(unit);
    length += unit.length;
  }
  return [...pieces, Buffer.concat(current)];
}

function toUtf16(character: string): Buffer {
  return Buffer.from(character, 'utf16le').swap16();
}
