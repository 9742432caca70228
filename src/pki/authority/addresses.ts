import type { IssuerAddresses } from '../../../certs/index.ts';

/** The addresses that certificates of an authority carry; `src/pki-web` answers at them. RFC 5280 4.2.1.13, 4.2.2.1. */
export const pkiPaths = {
  ocsp: '/ocsp',
  timeStamp: '/tsa',
  trustedList: '/trusted-list.xml',
  trustedListDigest: '/trusted-list.sha2',
  caCertificate: (name: string) => `/ca/${name}.cer`,
  crl: (name: string, partition: number) => `/crl/${name}/${partition}.crl`,
  deltaCrl: (name: string, partition: number) => `/crl/${name}/${partition}-delta.crl`,
} as const;

export function addressesOf(
  origin: string,
  authority: { readonly name: string; readonly kind: string; readonly partitions: number },
): IssuerAddresses {
  const { name, kind, partitions } = authority;
  return {
    caIssuers: `${origin}${pkiPaths.caCertificate(name)}`,
    // A root's key is away: it publishes CRLs and answers nothing.
    ocsp: kind === 'root' ? null : `${origin}${pkiPaths.ocsp}`,
    crls: Array.from({ length: partitions }, (_, partition) => `${origin}${pkiPaths.crl(name, partition)}`),
  };
}
