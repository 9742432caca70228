import { X509Certificate } from 'node:crypto';
import type { CardKey } from '../drivers/card.ts';
import { withCard } from './cards.ts';
import type { Command } from './model.ts';

export const show: Command = {
  name: 'show',
  summary: 'what is on the card: driver, serial number, certificates, tries left; needs no PIN',
  options: {},
  example: 'acar card show --reader "Virtual PCD 00 00"',
  run: (options, { source }) =>
    withCard(source, options, async ({ reader, card }) => {
      const keys = [];
      for (const key of await card.keys())
        keys.push({ ...described(key), triesLeft: await card.triesLeft(key.purpose) });
      const { driver, serial } = card;
      return {
        data: { reader, driver, serial, keys },
        lines: [
          `${driver} card ${serial || 'without a serial number'} in ${reader}`,
          ...keys.map((key) => {
            const tries = key.triesLeft === undefined ? '' : `, ${key.triesLeft} tries left`;
            return `  ${key.purpose}: ${key.subject}, until ${key.validUntil}, ${key.algorithms.join(' ')}${tries}`;
          }),
        ],
      };
    }),
};

function described({ purpose, certificate, algorithms }: CardKey) {
  const { subject, validToDate, serialNumber } = new X509Certificate(certificate);
  return {
    purpose,
    subject: subject.replaceAll('\n', ', '),
    certificateSerial: serialNumber,
    validUntil: validToDate.toISOString().slice(0, 10),
    algorithms,
  };
}
