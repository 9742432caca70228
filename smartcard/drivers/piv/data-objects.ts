import { writeTlv } from '../../apdu/index.ts';

/** Data objects of SP 800-73-4 part 1, 3, as they stand inside the outer 53. */

/** Agency 9999: with it OpenSC takes the GUID as the card's serial number. */
const fascN = Buffer.from('d4e739da739ced39ce739da1685a1082108ce73984119257fc', 'hex');

/** Card holder unique identifier. `guid` has 16 octets; `expires` is YYYYMMDD. */
export function writeChuid(guid: Uint8Array, expires: string): Uint8Array {
  return Buffer.concat([
    writeTlv(0x30, fascN),
    writeTlv(0x34, guid),
    writeTlv(0x35, Buffer.from(expires, 'ascii')),
    writeTlv(0x3e),
    writeTlv(0xfe),
  ]);
}

/** Card capability container. */
export function writeCapabilities(guid: Uint8Array): Uint8Array {
  const identifier = Buffer.concat([Buffer.from('a0000003080102', 'hex'), guid.subarray(0, 14)]);
  const versions: readonly (readonly [number, number])[] = [
    [0xf1, 0x21],
    [0xf2, 0x21],
  ];
  return Buffer.concat([
    writeTlv(0xf0, identifier),
    ...versions.map(([tag, version]) => writeTlv(tag, Uint8Array.of(version))),
    writeTlv(0xf3),
    writeTlv(0xf4, Uint8Array.of(0)),
    writeTlv(0xf5, Uint8Array.of(0x10)),
    ...[0xf6, 0xf7, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe].map((tag) => writeTlv(tag)),
  ]);
}

/** A certificate, not compressed. */
export function writeCertificateObject(certificate: Uint8Array): Uint8Array {
  return Buffer.concat([writeTlv(0x70, certificate), writeTlv(0x71, Uint8Array.of(0)), writeTlv(0xfe)]);
}
