/** RSA's identifier and "PKCS-15" (PKCS#15 v1.1 5.7.1), and the one of ISO 7816-15. */
export const pkcs15Application = Buffer.from('a000000063504b43532d3135', 'hex');
export const iso7816Application = Buffer.from('e828bd080f', 'hex');
