import { oids } from '../asn1/index.ts';
import { isIdentifier, semanticIdentifier } from '../lint/index.ts';
import type { Certificate } from '../validation/index.ts';

/** The natural person of a certificate (ETSI EN 319 412-1 5.1.3, EN 319 412-2 4.2.4). */
export interface CertificateHolder {
  /** FIN. */
  readonly personalCode: string;
  readonly givenName: string;
  readonly familyName: string;
}

const scheme = 'PNO';
const prefix = semanticIdentifier({ scheme, number: '' });

/** Undefined unless the subject has exactly one `PNOAZ-` number, one given name and one surname. */
export function holderOf({ subject }: Certificate): CertificateHolder | undefined {
  const only = (type: string) => {
    const [first, ...others] = subject.attributes.filter((attribute) => attribute.type === type);
    return others.length === 0 ? first?.text : undefined;
  };
  const serialNumber = only(oids.serialNumber);
  const givenName = only(oids.givenName);
  const familyName = only(oids.surname);
  if (!serialNumber?.startsWith(prefix) || !givenName || !familyName) return undefined;
  const personalCode = serialNumber.slice(prefix.length);
  return isIdentifier({ scheme, number: personalCode }) ? { personalCode, givenName, familyName } : undefined;
}
