import type { OcspRule } from './subject.ts';

export const askedAndAnswered: OcspRule = {
  id: 'rfc6960.asked_and_answered',
  clause: 'RFC 6960 4.2.2.3 and 3.2 (1)',
  severity: 'error',
  check({ data, asked }) {
    const { responses } = data;
    const isSame =
      responses.length === asked.length &&
      responses.every(({ certId }, index) => Buffer.compare(certId.raw, asked[index] ?? nothing) === 0);
    return isSame ? undefined : 'the answer is not for exactly the certificates that were asked';
  },
};

const nothing = new Uint8Array();
