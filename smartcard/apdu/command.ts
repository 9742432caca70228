/** Command APDUs (ISO 7816-4 5.1). */

export interface Command {
  /** 0 unless said otherwise; the bit for chaining is set by the exchange. */
  readonly cla?: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data?: Uint8Array;
  /** How many octets of answer are wanted: 256 asks for all that fits a short answer, 65536 an extended one. */
  readonly le?: number;
}

/** Octets of data that one command carries. */
export const longestData = { short: 255, extended: 65535 } as const;

/** The octets of a command, in the short form where it fits. @throws RangeError for what no command can hold */
export function encodeCommand({ cla = 0, ins, p1, p2, data, le }: Command): Uint8Array {
  const length = data?.length ?? 0;
  if (length > longestData.extended || (le !== undefined && (le < 1 || le > 65536)))
    throw new RangeError('not a command APDU');
  const isExtended = length > longestData.short || (le ?? 0) > 256;
  const header = Uint8Array.of(cla, ins, p1, p2);
  const lc = length === 0 ? [] : isExtended ? [0, length >> 8, length & 0xff] : [length];
  const last = le === undefined ? [] : isExtended ? [(le >> 8) & 0xff, le & 0xff] : [le & 0xff];
  // Without data the extended form begins with the octet that Lc would begin with.
  const lead = isExtended && length === 0 ? [0] : [];
  return Buffer.concat([
    header,
    Uint8Array.from(lc),
    data ?? new Uint8Array(),
    Uint8Array.from([...lead, ...last]),
  ]);
}

/** Reads what {@link encodeCommand} writes; undefined for octets that are no command APDU. */
export function decodeCommand(bytes: Uint8Array): Command | undefined {
  const [cla, ins, p1, p2, ...body] = bytes;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return undefined;
  const header = { cla, ins, p1, p2 };
  if (body.length === 0) return header;
  const isExtended = body[0] === 0 && body.length >= 3;
  const parts = isExtended ? extendedBody(bytes.subarray(4)) : shortBody(bytes.subarray(4));
  return parts && { ...header, ...parts };
}

type Body = Pick<Command, 'data' | 'le'>;

function shortBody(body: Uint8Array): Body | undefined {
  const first = body[0] ?? 0;
  if (body.length === 1) return { le: first || 256 };
  const data = body.subarray(1, 1 + first);
  if (first === 0 || data.length < first) return undefined;
  const rest = body.subarray(1 + first);
  if (rest.length === 0) return { data };
  return rest.length === 1 ? { data, le: rest[0] || 256 } : undefined;
}

function extendedBody(body: Uint8Array): Body | undefined {
  const view = Buffer.from(body.buffer, body.byteOffset, body.length);
  const length = view.readUInt16BE(1);
  if (body.length === 3) return { le: length || 65536 };
  const data = body.subarray(3, 3 + length);
  if (length === 0 || data.length < length) return undefined;
  const rest = view.subarray(3 + length);
  if (rest.length === 0) return { data };
  return rest.length === 2 ? { data, le: rest.readUInt16BE(0) || 65536 } : undefined;
}
