import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../../src/config/index.ts';
import { notifySettings, openTransports } from '../../../src/notify/index.ts';

let folder: string;
let passwordFile: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'acar-notify-'));
  passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'secret\n', { mode: 0o600 });
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = (environment: Record<string, string>) =>
  loadSettings(notifySettings, environment, { production: true, prefix: 'ACAR_' });

function open(environment: Record<string, string>) {
  const said: string[] = [];
  const log = (event: string, { channel }: Readonly<Record<string, unknown>>) =>
    void said.push(`${event} ${String(channel)}`);
  return { said, transports: openTransports(load(environment), { random: Math.random, log }) };
}

describe('settings of the channels', () => {
  it('leave a channel off that is not configured, and say so', () => {
    const { said, transports } = open({});
    expect(transports).toEqual([]);
    expect(said).toEqual(['notify.channel_off email', 'notify.channel_off sms']);
  });

  const mailServer = {
    ACAR_SMTP_URL: 'smtp://mail.example.az',
    ACAR_SMTP_FROM: 'noreply@example.az',
    ACAR_SMTP_DKIM_DOMAIN: 'example.az',
    ACAR_SMTP_DKIM_SELECTOR: 'k1',
  };
  const keyFile = (bits: number, mode = 0o600) => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
    const path = join(folder, `dkim-${bits}-${mode}`);
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode });
    return path;
  };

  it('sign e-mails when domain, selector and key are there, all or none', async () => {
    const { transports } = open({ ...mailServer, ACAR_SMTP_DKIM_KEY_FILE: keyFile(2048) });
    await transports[0]?.close();
    expect(transports).toHaveLength(1);
    expect(() => open(mailServer)).toThrow(/ACAR_SMTP_DKIM_KEY_FILE: all or none/);
  });

  it('refuse a DKIM key that is short (RFC 8301), no key, or readable by others', () => {
    for (const path of [keyFile(1024), passwordFile, keyFile(2048, 0o644)])
      expect(() => open({ ...mailServer, ACAR_SMTP_DKIM_KEY_FILE: path })).toThrow(/ACAR_SMTP_DKIM_KEY_FILE/);
  });

  it('open a channel that is configured', async () => {
    const { said, transports } = open({
      ACAR_SMTP_URL: 'smtp://acar@mail.example.az',
      ACAR_SMTP_PASSWORD_FILE: passwordFile,
      ACAR_SMTP_FROM: 'Açar xidməti <noreply@example.az>',
    });
    expect(said).toEqual(['notify.channel_on email', 'notify.channel_off sms']);
    expect(transports.map(({ channel }) => channel)).toEqual(['email']);
    await Promise.all(transports.map((transport) => transport.close()));
  });

  it('take the sender apart and the password without its line end', () => {
    const { smtp } = load({
      ACAR_SMTP_FROM: 'Açar xidməti <noreply@example.az>',
      ACAR_SMTP_PASSWORD_FILE: passwordFile,
    });
    expect(smtp.from).toEqual({ name: 'Açar xidməti', address: 'noreply@example.az' });
    expect(smtp.passwordFile).toBe('secret');
    expect(load({ ACAR_SMTP_FROM: 'noreply@example.az' }).smtp.from).toEqual({
      name: '',
      address: 'noreply@example.az',
    });
  });

  it('refuse a channel that is half configured, naming what is missing', () => {
    expect(() =>
      open({ ACAR_SMTP_URL: 'smtp://mail.example.az', ACAR_SMPP_HOST: 'smpp.example.az' }),
    ).toThrow(/ACAR_SMTP_FROM[\s\S]*ACAR_SMPP_SYSTEM_ID[\s\S]*ACAR_SMPP_PASSWORD_FILE/);
  });

  it('refuse a password in the address, one that others can read, and one too long for SMPP', () => {
    const open = join(folder, 'open');
    writeFileSync(open, 'secret');
    chmodSync(open, 0o644);
    const long = join(folder, 'long');
    writeFileSync(long, 'ninechars', { mode: 0o600 });
    const cases: Record<string, string>[] = [
      { ACAR_SMTP_URL: 'smtp://user:password@mail.example.az' },
      { ACAR_SMTP_URL: 'https://mail.example.az' },
      { ACAR_SMTP_PASSWORD_FILE: open },
      { ACAR_SMPP_PASSWORD_FILE: long },
      { ACAR_SMPP_SENDER: 'much too long a name' },
    ];
    for (const environment of cases) {
      expect(() => load(environment), JSON.stringify(environment)).toThrow(Object.keys(environment)[0]);
    }
  });
});
