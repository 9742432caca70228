import { describe, expect, it } from 'vitest';
import { qrCode } from '../../../src/mobile/answering/index.ts';
import { authenticationCode, codeAt } from '../../../oidc/login-methods/qr/code.ts';

const secret = Buffer.from('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f', 'hex');
const token = 'A'.repeat(43);

describe('the code of a second', () => {
  // Computed with: printf '%s' 'acar-qr-1|AAA…|0' | openssl dgst -sha256 -mac HMAC -macopt hexkey:000102…
  it.each([
    [0, 'BKLBCtCY11FcGspKw9K4AQ'],
    [59, 'gmb7jCPB2CfDaA676Muw_g'],
  ])('in second %i is that of an independent program', (elapsed, code) => {
    expect(authenticationCode(secret, token, elapsed)).toBe(code);
  });

  it('is the one that the phones’ service computes', () => {
    for (const elapsed of [0, 7, 59])
      expect(authenticationCode(secret, token, elapsed)).toBe(qrCode(secret, token, elapsed));
  });

  it('stands in an ordinary link of the wallet (PROTOCOL 2)', () => {
    const wallet = 'https://wallet.acar.example';
    const address = new URL(codeAt({ wallet, token, secret }, 7));
    expect(address.origin + address.pathname).toBe(`${wallet}/q`);
    expect([...address.searchParams.keys()]).toEqual(['r', 's', 'c']);
    expect(address.searchParams.get('c')).toBe(authenticationCode(secret, token, 7));
  });

  it('is another for each second, token and secret, and tells nothing of the secret', () => {
    const codes = [
      authenticationCode(secret, token, 0),
      authenticationCode(secret, token, 1),
      authenticationCode(secret, `${token}B`, 0),
      authenticationCode(Buffer.alloc(32), token, 0),
    ];
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[\w-]{22}$/);
  });
});
