import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { createSmtpTransport, type SmtpOptions, type Transport } from '../../../src/notify/index.ts';
import { dkimSignatureHolds } from '../../support/dkim.ts';
import { startTestMailServer, type TestMailServer } from '../../support/mail-server.ts';

let server: TestMailServer;
let transport: Transport;
afterEach(async () => {
  await transport.close();
  await server.stop();
});

const message = {
  id: '1',
  reference: '3f0c2a52-5b5e-4a53-8d43-0f6d9d6a2f11',
  to: 'vətəndaş@example.az',
  subject: 'Şifrənin bərpası üçün birdəfəlik kod – “Açar” xidməti, İstifadəçi qaydaları və ğ ı ö ü ç',
  body: 'Hörmətli vətəndaş,\n\nkodunuz: 402 118\nƏgər siz istəməmisinizsə, bu məktuba əhəmiyyət verməyin.\n\n<b>Açar</b> & Şirkət',
  createdAt: new Date('2026-11-22T10:00:00Z'),
  expiresAt: new Date('2026-11-22T10:10:00Z'),
};

async function start(
  options: Parameters<typeof startTestMailServer>[0] = {},
  more: Partial<SmtpOptions> = {},
) {
  server = await startTestMailServer(options);
  transport = createSmtpTransport({
    url: `smtp://127.0.0.1:${server.port}`,
    from: { name: 'Açar xidməti', address: 'noreply@acar.example' },
    startTls: 'off',
    ...more,
  });
}

describe('e-mail through SMTP', () => {
  it('arrives with every Azerbaijani letter of subject and body (RFC 2047, RFC 2045)', async () => {
    await start();
    expect(await transport.send(message)).toEqual({ kind: 'accepted', providerIds: [] });
    const [mail] = server.mails;
    expect(mail?.subject).toBe(message.subject);
    expect(mail?.text).toBe(message.body);
    expect(mail?.to).toBe(message.to);
  });

  it('carries a Message-ID and a date of the message, not of the try, and asks for no automatic answer (RFC 3834)', async () => {
    await start();
    await transport.send(message);
    await transport.send(message);
    for (const { headers } of server.mails) {
      expect(headers.get('message-id')).toBe(`<${message.reference}@acar.example>`);
      expect(headers.get('date')).toBe('Sun, 22 Nov 2026 10:00:00 +0000');
      expect(headers.get('auto-submitted')).toBe('auto-generated');
    }
    expect(server.mails).toHaveLength(2);
  });

  it('has an HTML alternative in which nothing of the text is markup', async () => {
    await start();
    await transport.send({ ...message, body: '<script>alert(1)</script> & co' });
    const [mail] = server.mails;
    expect(mail?.raw).toContain('multipart/alternative');
    expect(mail?.raw).toContain('text/html');
    const unfolded = mail?.raw.replace(/=\r\n/g, '');
    expect(unfolded).toContain('&lt;script&gt;alert(1)&lt;/script&gt; &amp; co');
  });

  it('has an address on a line of its own as a link in it, and none within the words', async () => {
    await start();
    const [alone, within] = ['https://portal.example.az/me/notices/1', 'https://elsewhere.example'];
    await transport.send({ ...message, body: `Read:\n${alone}\n\n> see ${within}` });
    const unfolded = server.mails[0]?.raw.replace(/=\r\n/g, '').replaceAll('=3D', '=');
    expect(unfolded).toContain(`<a href="${alone}">${alone}</a>`);
    expect(unfolded).not.toContain(`href="${within}`);
  });

  it('carries its files with their own media types, as UTF-8', async () => {
    await start();
    const type = 'text/calendar; charset=utf-8; method=PUBLISH';
    const content = 'BEGIN:VCALENDAR\r\nSUMMARY:Məhkəmə iclası\r\nEND:VCALENDAR\r\n';
    await transport.send({ ...message, attachments: [{ name: 'hearing.ics', type, content }] });
    const raw = server.mails[0]?.raw ?? '';
    expect(raw).toMatch(/Content-Type: text\/calendar; charset=utf-8;\s+method=PUBLISH/i);
    expect(raw).toMatch(/filename=hearing\.ics/);
    const encoded = /name=hearing\.ics[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)/.exec(raw)?.[1] ?? '';
    expect(Buffer.from(encoded, 'base64').toString('utf8')).toBe(content);
    expect(server.mails[0]?.text).toBe(message.body);
  });

  it('is signed with the key of the domain, so that a changed letter is seen (RFC 6376)', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await start({}, { dkim: { domain: 'acar.example', selector: 'k1', privateKey: pem } });
    await transport.send(message);
    const raw = server.mails[0]?.raw ?? '';
    expect(raw).toMatch(/^DKIM-Signature: /m);
    expect(dkimSignatureHolds(raw, publicKey)).toEqual({
      domain: 'acar.example',
      selector: 'k1',
      holds: true,
    });
    expect(dkimSignatureHolds(raw.replace('text/plain', 'text/plaim'), publicKey)?.holds).toBe(false);
    expect(dkimSignatureHolds(raw.replace(/^Subject: ./m, 'Subject: X'), publicKey)?.holds).toBe(false);
  });

  it('tells a mailbox that does not exist from a server that is away (RFC 5321 4.2.1)', async () => {
    await start({ refuse: () => true });
    expect(await transport.send(message)).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('no such mailbox'),
    });
    await server.stop();
    expect(await transport.send(message)).toMatchObject({ kind: 'later' });
  });
});
