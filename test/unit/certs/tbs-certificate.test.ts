import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { der, oids } from '../../../certs/asn1/index.ts';
import { readCertificate } from '../../../certs/index.ts';
import { parseTbsCertificate, type TbsCertificate } from '../../../certs/validation/index.ts';
import { extension, issue, issueCa } from '../../support/der-pki.ts';
import { mutate, mutations } from '../../support/mutate-der.ts';

const root = issueCa({ subject: 'root' });
const host = (name: string) =>
  extension(oids.subjectAltName, der.sequence(der.encode(0x82, Buffer.from(name, 'latin1'))));
const leaf = (name: string) => issue({ subject: name, issuer: root, extensions: [host(`${name}.az`)] });

/** What a reader that remembers nothing finds in the same bytes, inside a certificate. */
function readWhole(tbs: Uint8Array): unknown {
  const outer = leaf('outer').certificate;
  const read = readCertificate(
    der.sequence(tbs, outer.signatureAlgorithm.raw, der.bitString(outer.signature)),
  );
  if (read.kind === 'malformed') return 'malformed';
  return found(read.value);
}

function readAlone(tbs: Uint8Array): unknown {
  try {
    return found(parseTbsCertificate(tbs));
  } catch {
    return 'malformed';
  }
}

function found({ subject, issuer, extensions, known, ...fields }: TbsCertificate) {
  const { serialNumber, notAfter, keyAlgorithm, version } = fields;
  const names = [subject.key, issuer.key];
  return { names, extensions, known, serialNumber, notAfter, keyAlgorithm, version };
}

describe('the reader of linters, which remembers parts', () => {
  const tbs = leaf('first').certificate.tbs;

  it('finds in any bytes what the reader of certificates finds, however often and after whatever others', () => {
    const property = fc.property(mutations, (changes) => {
      const bytes = changes.reduce(mutate, tbs);
      const expected = readWhole(bytes);
      expect(readAlone(bytes)).toEqual(expected);
      expect(readAlone(bytes)).toEqual(expected);
      expect(readAlone(tbs)).toEqual(readWhole(tbs));
    });
    fc.assert(property, { seed: 20260131, numRuns: 500 });
  });

  it('keeps nothing of bytes that are changed afterwards', () => {
    const bytes = new Uint8Array(leaf('second').certificate.tbs);
    const expected = readWhole(new Uint8Array(bytes));
    readAlone(bytes);
    const copy = new Uint8Array(bytes);
    bytes.fill(0);
    expect(readAlone(copy)).toEqual(expected);
  });
});
