import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSmppTransport, createSmtpTransport, type Transport } from '../../../src/notify/index.ts';
import { startTestMailServer } from '../../support/mail-server.ts';
import { describeWithOpenssl } from '../../support/openssl.ts';
import { createOpensslPki, type OpensslPki } from '../../support/openssl-pki.ts';
import { startTestSmsCenter } from '../../support/sms-center.ts';

let pki: OpensslPki;
let stops: (() => Promise<unknown>)[];
beforeAll(() => {
  pki = createOpensslPki();
  const isAuthority = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign'];
  const isAt = (name: string) => ['basicConstraints=critical,CA:FALSE', `subjectAltName=${name}`];
  pki.issue('authority', { extensions: isAuthority });
  pki.issue('stranger', { extensions: isAuthority });
  pki.issue('server', { issuer: 'authority', extensions: isAt('IP:127.0.0.1') });
  pki.issue('elsewhere', { issuer: 'authority', extensions: isAt('DNS:mail.example.az') });
});
afterAll(() => pki.remove());
beforeEach(() => {
  stops = [];
});
afterEach(async () => {
  for (const stop of stops.toReversed()) await stop();
});

const pem = (name: string) => readFileSync(join(pki.folder, name));
const certificateOf = (name: string) => ({ key: pem(`${name}.key`), cert: pem(`${name}.pem`) });
const authority = (name = 'authority') => pem(`${name}.pem`).toString('utf8');
const message = {
  id: '1',
  reference: '3f0c2a52-5b5e-4a53-8d43-0f6d9d6a2f11',
  to: 'sinaq@example.az',
  subject: 'Kod',
  body: 'Kod: 402118',
  createdAt: new Date('2026-11-22T10:00:00Z'),
  expiresAt: new Date('2026-11-22T10:10:00Z'),
};

function kept(transport: Transport): Transport {
  stops.push(() => transport.close());
  return transport;
}

describeWithOpenssl('TLS', () => {
  /** STARTTLS on `smtp:`, TLS from the first byte on `smtps:` (RFC 8314 3.3). */
  describe.each([
    ['STARTTLS', 'smtp', false],
    ['implicit TLS', 'smtps', true],
  ] as const)('e-mail with %s', (_, scheme, implicit) => {
    const start = async (
      certificate: string,
      more: { admits?: (name: string, password: string) => boolean } = {},
    ) => {
      const server = await startTestMailServer({ tls: { ...certificateOf(certificate), implicit }, ...more });
      stops.push(() => server.stop());
      return server;
    };
    const transportTo = (port: number, certificateAuthority: string | undefined, password?: string) =>
      kept(
        createSmtpTransport({
          url: `${scheme}://${password ? 'acar@' : ''}127.0.0.1:${port}`,
          from: { name: 'Açar', address: 'noreply@acar.example' },
          startTls: 'required',
          certificateAuthority,
          password,
        }),
      );

    it('goes encrypted to a server whose certificate the configured authority issued', async () => {
      const { port, mails } = await start('server');
      expect(await transportTo(port, authority()).send(message)).toMatchObject({ kind: 'accepted' });
      expect(mails).toMatchObject([{ to: message.to, cameEncrypted: true, text: message.body }]);
    });

    it('gives the password to that server, and waits when it is refused', async () => {
      const given: string[] = [];
      const { port, mails } = await start('server', {
        admits(name, password) {
          given.push(`${name} ${password}`);
          return password === 'right';
        },
      });
      expect(await transportTo(port, authority(), 'wrong').send(message)).toMatchObject({ kind: 'later' });
      expect(await transportTo(port, authority(), 'right').send(message)).toMatchObject({ kind: 'accepted' });
      expect(given).toEqual(['acar wrong', 'acar right']);
      expect(mails).toHaveLength(1);
    });

    it.each([
      ['an authority that nobody configured', 'server', undefined],
      ['another authority', 'server', 'stranger'],
      ['itself', 'stranger', undefined],
      ['the authority, for another name (RFC 6125 6)', 'elsewhere', 'authority'],
    ])(
      'does not go to a server whose certificate is by %s, nor does the password',
      async (__, certificate, by) => {
        const given: string[] = [];
        const { port, mails } = await start(certificate, {
          admits(name) {
            given.push(name);
            return true;
          },
        });
        const result = await transportTo(port, by && authority(by), 'right').send(message);
        expect(result).toMatchObject({
          kind: 'later',
          reason: expect.stringMatching(/certificate|altnames/i),
        });
        expect([mails, given]).toEqual([[], []]);
      },
    );
  });

  describe('SMS with TLS', () => {
    const start = async (certificate: string) => {
      const center = await startTestSmsCenter({ tls: certificateOf(certificate) });
      stops.push(() => center.stop());
      return center;
    };
    const transportTo = (port: number, certificateAuthority: string | undefined, log: string[] = []) =>
      kept(
        createSmppTransport({
          host: '127.0.0.1',
          port,
          tls: true,
          certificateAuthority,
          systemId: 'acar',
          password: 'right',
          sender: 'Acar',
          random: Math.random,
          log: (event, facts) => log.push(`${event} ${String(facts['error'] ?? '')}`),
          firstReconnectSeconds: 0.02,
        }),
      );
    const text = { ...message, to: '+994501234567' };

    it('goes to a server whose certificate the configured authority issued', async () => {
      const { port, parts, binds } = await start('server');
      expect(await transportTo(port, authority()).send(text)).toMatchObject({ kind: 'accepted' });
      expect([binds.length, parts.length]).toEqual([1, 1]);
    });

    it.each([
      ['an authority that nobody configured', 'server', undefined],
      ['another authority', 'server', 'stranger'],
      ['the authority, for another name', 'elsewhere', 'authority'],
    ])(
      'does not go to a server whose certificate is by %s, nor do name and password',
      async (__, certificate, by) => {
        const { port, parts, binds } = await start(certificate);
        const log: string[] = [];
        const transport = transportTo(port, by && authority(by), log);
        const sending = transport.send(text);
        await expect
          .poll(() =>
            log.some((line) =>
              /^smpp\.failed (?:ERR_TLS_CERT_ALTNAME_INVALID|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_)/.test(line),
            ),
          )
          .toBe(true);
        expect(await sending).toMatchObject({ kind: 'later' });
        expect([binds, parts]).toEqual([[], []]);
      },
    );
  });
});
