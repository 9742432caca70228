import type { DraftRule } from '../certificate-draft.ts';

export const serialEntropy: DraftRule = {
  id: 'acar.serial_entropy',
  clause: 'Açar CP: serial numbers of at least 64 random bits',
  severity: 'error',
  check({ certificate }) {
    return certificate.serialNumber > 0n && certificate.serialNumber < 1n << 64n
      ? 'the serial number is too short for 64 random bits'
      : undefined;
  },
};
