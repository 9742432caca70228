import { secretOctets } from '../drivers/index.ts';

const filler = 0xff;
const least = 6;

/** A PIN or PUK out of its eight octets: six to eight characters, then FF. Undefined when it is none. */
export function paddedPin(
  field: Uint8Array,
  { digitsOnly }: { readonly digitsOnly: boolean } = { digitsOnly: true },
): Uint8Array | undefined {
  if (field.length !== secretOctets) return undefined;
  const end = field.indexOf(filler);
  const value = end < 0 ? field : field.subarray(0, end);
  if (value.length < least || field.subarray(value.length).some((octet) => octet !== filler))
    return undefined;
  const isAllowed = (octet: number) =>
    digitsOnly ? octet >= 0x30 && octet <= 0x39 : octet > 0x20 && octet < 0x7f;
  return value.every(isAllowed) ? value : undefined;
}
