import type { DraftRule } from '../certificate-draft.ts';

export const serialNumber: DraftRule = {
  id: 'rfc5280.serial_number',
  clause: 'RFC 5280 4.1.2.2',
  severity: 'error',
  check({ certificate }) {
    const { serialNumber } = certificate;
    if (serialNumber <= 0n) return 'the serial number is not positive';
    return serialNumber < 1n << 159n ? undefined : 'the serial number has more than 20 octets';
  },
};
