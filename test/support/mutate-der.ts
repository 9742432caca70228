import fc from 'fast-check';

/** One change to some bytes; `place` and `octet` mean what the kind makes of them. */
export interface Mutation {
  readonly kind:
    | 'flip'
    | 'cut'
    | 'insert'
    | 'remove'
    | 'length'
    | 'tag'
    | 'repeat'
    | 'nest'
    | 'drop'
    | 'swap';
  readonly place: number;
  readonly octet: number;
}

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Mutation['kind'][]>(
      'flip',
      'cut',
      'insert',
      'remove',
      'length',
      'tag',
      'repeat',
      'nest',
      'drop',
      'swap',
    ),
    place: fc.nat(),
    octet: fc.nat(255),
  }),
  { minLength: 1, maxLength: 5 },
);

const longest = 64 * 1024;

/** Repetitions multiply, so they end at a size. */
export function mutate(bytes: Uint8Array, mutation: Mutation): Uint8Array {
  return bytes.length > longest ? bytes : change(bytes, mutation);
}

function change(bytes: Uint8Array, { kind, place, octet }: Mutation): Uint8Array {
  const at = bytes.length > 0 ? place % bytes.length : 0;
  const values = valuesIn(bytes);
  const value = values[place % Math.max(1, values.length)] ?? { start: 0, header: 0, end: bytes.length };
  const own = bytes.subarray(value.start, value.end);
  switch (kind) {
    case 'flip':
      return splice(bytes, at, at + 1, Buffer.of((bytes[at] ?? 0) ^ (octet || 1)));
    case 'cut':
      return bytes.subarray(0, at);
    case 'insert':
      return splice(bytes, at, at, Buffer.of(octet));
    case 'remove':
      return splice(bytes, at, at + 1);
    case 'length':
      return splice(bytes, value.start + 1, value.start + 2, Buffer.of(octet));
    case 'tag':
      return splice(bytes, value.start, value.start + 1, Buffer.of(octet));
    case 'repeat':
      return resize(bytes, value, Buffer.concat(Array.from({ length: 2 + (octet % 30) }, () => own)));
    case 'nest':
      return resize(bytes, value, nest(own, 1 + (octet % 60)));
    case 'drop':
      return resize(bytes, value, Buffer.alloc(0));
    case 'swap': {
      const other = values[(place + octet) % Math.max(1, values.length)] ?? value;
      return resize(bytes, value, bytes.subarray(other.start, other.end));
    }
  }
}

interface Place {
  readonly start: number;
  readonly header: number;
  readonly end: number;
}

function splice(bytes: Uint8Array, from: number, to: number, ...put: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([bytes.subarray(0, from), ...put, bytes.subarray(to)]);
}

/** Puts something in a value's place and mends the lengths of all that hold it, so that the rest stays DER. */
function resize(bytes: Uint8Array, place: Place, put: Uint8Array): Uint8Array {
  let inner = put;
  let { start, end } = place;
  const holders = valuesIn(bytes).filter(
    (one) => one.header <= place.start && one.end >= place.end && one.start !== place.start,
  );
  for (const holder of holders.toReversed()) {
    const content = Buffer.concat([
      bytes.subarray(holder.header, start),
      inner,
      bytes.subarray(end, holder.end),
    ]);
    inner = wrap(bytes[holder.start] ?? 0x30, content);
    ({ start, end } = holder);
  }
  return splice(bytes, start, end, inner);
}

function nest(bytes: Uint8Array, depth: number): Uint8Array {
  let nested = bytes;
  for (let level = 0; level < depth; level += 1) nested = wrap(0x30, nested);
  return nested;
}

function wrap(tag: number, content: Uint8Array): Uint8Array {
  const size = content.length;
  const length =
    size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x83, size >> 16, (size >> 8) & 0xff, size & 0xff];
  const minimal = size >= 0x100 && size < 0x10000 ? [0x82, size >> 8, size & 0xff] : length;
  return Buffer.concat([Buffer.of(tag, ...minimal), content]);
}

/** Every value that can be found, also inside OCTET STRINGs and BIT STRINGs; outer ones first. */
function valuesIn(bytes: Uint8Array): readonly Place[] {
  const found: Place[] = [];
  const queue: (readonly [number, number])[] = [[0, bytes.length]];
  for (const [from, to] of queue) {
    for (let at = from; at < to && found.length < 2000; ) {
      const place = placeAt(bytes, at, to);
      if (!place) break;
      found.push(place);
      if (((bytes[at] ?? 0) & 0x20) !== 0 || bytes[at] === 0x04) queue.push([place.header, place.end]);
      at = place.end;
    }
  }
  return found.sort((left, right) => left.start - right.start || right.end - left.end);
}

function placeAt(bytes: Uint8Array, start: number, to: number): Place | undefined {
  const first = bytes[start + 1];
  if (first === undefined || first === 0x80 || first > 0x84) return undefined;
  const size = first < 0x80 ? 0 : first & 0x7f;
  let length = size === 0 ? first : 0;
  for (let index = 0; index < size; index += 1) length = length * 256 + (bytes[start + 2 + index] ?? 0);
  const header = start + 2 + size;
  return header + length <= to ? { start, header, end: header + length } : undefined;
}
