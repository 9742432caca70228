/** Numbers of SP 800-73-4 and SP 800-78-5. */

export const pivApplication = Buffer.from('a000000308000010000100', 'hex');

/** Key references with the tag of the object that holds the certificate (part 1, table 4b). */
export const pivKeys = {
  authentication: { reference: 0x9a, certificate: 0x5fc105 },
  signature: { reference: 0x9c, certificate: 0x5fc10a },
  keyManagement: { reference: 0x9d, certificate: 0x5fc10b },
  cardAuthentication: { reference: 0x9e, certificate: 0x5fc101 },
} as const;

export const pivManagementKey = 0x9b;

/** References of secrets for VERIFY and CHANGE REFERENCE DATA. */
export const pivSecrets = { pin: 0x80, puk: 0x81 } as const;

export const pivObjects = { chuid: 0x5fc102, capabilities: 0x5fc107, discovery: 0x7e } as const;

export type PivKeyAlgorithm = 'p256' | 'p384' | 'rsa2048' | 'rsa3072';

/** Algorithm identifiers of keys (SP 800-78-5 table 9). */
export const pivAlgorithms: Readonly<Record<PivKeyAlgorithm, number>> = {
  rsa3072: 0x05,
  rsa2048: 0x07,
  p256: 0x11,
  p384: 0x14,
};

/** Tags inside the dynamic authentication template 7C (part 2, table 7). */
export const authenticationTags = { witness: 0x80, challenge: 0x81, response: 0x82 } as const;

export const secretOctets = 8;
