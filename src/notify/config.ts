import { createPrivateKey } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationError, port, setting, type Values, wholeNumber, yesOrNo } from '../config/index.ts';
import type { Log, Random } from '../jobs/index.ts';
import type { Channel, Transport } from './model.ts';
import { createSmppTransport } from './smpp.ts';
import { createSmtpTransport, type Dkim } from './smtp.ts';

const absent = z.literal('').transform(() => undefined);
const orAbsent = <T>(schema: z.ZodType<T>): z.ZodType<T | undefined> => z.union([absent, schema]);

const smtpUrl = z.string().refine((value) => {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (
    ['smtp:', 'smtps:'].includes(url.protocol) && url.hostname !== '' && url.password === '' && !url.search
  );
}, 'must be smtp://[user@]host[:port] or smtps://…, without a password (it has a file of its own)');

const mailbox = z
  .string()
  .regex(
    /^(?:[^<>"\r\n]{1,64} )?<?[^\s@<>]+@[^\s@<>]+>?$/,
    'must be an address, or a name and an address as in "Açar <noreply@example.az>"',
  )
  .transform((value) => {
    const [, name = '', address = value] = /^(.*?) ?<([^<>]+)>$/.exec(value) ?? [];
    return { name, address };
  });

/** The text of a file that nobody else may read. */
const passwordFile = z.string().transform((path, context) => {
  try {
    if ((statSync(path).mode & 0o077) === 0) return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    context.addIssue({ code: 'custom', message: `${path} can be read by others; set its mode to 0600` });
  } catch {
    context.addIssue({ code: 'custom', message: `${path} cannot be read` });
  }
  return z.NEVER;
});
const publicFile = z.string().transform((path, context) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    context.addIssue({ code: 'custom', message: `${path} cannot be read` });
    return z.NEVER;
  }
});

const dkimKey = passwordFile.transform((pem, context) => {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPrivateKey(pem);
    const bits = asymmetricKeyDetails?.modulusLength ?? 0;
    // RFC 8301 3.2; verifiers of Ed25519 (RFC 8463) are still rare.
    if (asymmetricKeyType === 'rsa' && bits >= 2048 && bits <= 4096) return pem;
    context.addIssue({ code: 'custom', message: 'must hold an RSA key of 2048 to 4096 bits' });
  } catch {
    context.addIssue({ code: 'custom', message: 'must hold a private key as PEM' });
  }
  return z.NEVER;
});
const domainName = z
  .string()
  .max(253)
  .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/, 'must be a domain name');

const absentByDefault = { fallback: '' };

export const notifySettings = {
  smtp: {
    url: setting(
      'ACAR_SMTP_URL',
      orAbsent(smtpUrl),
      'Mail server; absent = no e-mail is sent',
      absentByDefault,
    ),
    passwordFile: setting(
      'ACAR_SMTP_PASSWORD_FILE',
      orAbsent(passwordFile),
      'File with the password for the mail server',
      absentByDefault,
    ),
    from: setting(
      'ACAR_SMTP_FROM',
      orAbsent(mailbox),
      'Sender of e-mails: an address, or a name with it',
      absentByDefault,
    ),
    startTls: setting(
      'ACAR_SMTP_STARTTLS',
      z.enum(['required', 'opportunistic', 'off']),
      'Whether smtp:// must, may or shall not change to TLS',
      { fallback: 'required' },
    ),
    certificateAuthority: setting(
      'ACAR_SMTP_CA_FILE',
      orAbsent(publicFile),
      'PEM file with the certificate authority of a private mail server',
      absentByDefault,
    ),
    connections: setting(
      'ACAR_SMTP_CONNECTIONS',
      wholeNumber(1, 100),
      'How many sessions with the mail server at a time',
      { fallback: '5' },
    ),
    dkimDomain: setting(
      'ACAR_SMTP_DKIM_DOMAIN',
      orAbsent(domainName),
      'Domain that signs e-mails (DKIM); absent = they are not signed here',
      absentByDefault,
    ),
    dkimSelector: setting(
      'ACAR_SMTP_DKIM_SELECTOR',
      orAbsent(z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be one label of a domain name')),
      'Selector of the DKIM key: its public half is at SELECTOR._domainkey.DOMAIN',
      absentByDefault,
    ),
    dkimKeyFile: setting(
      'ACAR_SMTP_DKIM_KEY_FILE',
      orAbsent(dkimKey),
      'File with the RSA key that signs e-mails, PEM, mode 0600',
      absentByDefault,
    ),
  },
  smpp: {
    host: setting(
      'ACAR_SMPP_HOST',
      orAbsent(z.string().max(253)),
      'SMPP server of the mobile operator; absent = no SMS is sent',
      absentByDefault,
    ),
    port: setting('ACAR_SMPP_PORT', port, 'Port of the SMPP server', { fallback: '2775' }),
    tls: setting('ACAR_SMPP_TLS', yesOrNo, 'Whether the SMPP server speaks TLS', { fallback: 'no' }),
    certificateAuthority: setting(
      'ACAR_SMPP_CA_FILE',
      orAbsent(publicFile),
      'PEM file with the certificate authority of a private SMPP server',
      absentByDefault,
    ),
    // SMPP v3.4 4.1.5: at most 15 and 8 characters.
    systemId: setting(
      'ACAR_SMPP_SYSTEM_ID',
      orAbsent(z.string().regex(/^[\x21-\x7e]{1,15}$/, 'must have 1 to 15 ASCII characters')),
      'Our name at the SMPP server',
      absentByDefault,
    ),
    passwordFile: setting(
      'ACAR_SMPP_PASSWORD_FILE',
      orAbsent(passwordFile.pipe(z.string().max(8, 'an SMPP password has at most 8 characters'))),
      'File with the password for the SMPP server',
      absentByDefault,
    ),
    sender: setting(
      'ACAR_SMPP_SENDER',
      z.string().regex(/^(?:\+?[0-9]{2,15}|[A-Za-z0-9 ._-]{1,11})$/, 'must be a number or up to 11 letters'),
      'What phones show as the sender',
      { fallback: 'Acar' },
    ),
    window: setting(
      'ACAR_SMPP_WINDOW',
      wholeNumber(1, 500),
      'How many messages may be under way without an answer of the SMPP server',
      { fallback: '10' },
    ),
  },
};

export type NotifyConfig = Values<typeof notifySettings>;

/**
 * The ways out that the configuration opens; says at start which are off. Throws {@link ConfigurationError} when a
 * channel is half configured. SMPP begins to connect at once.
 */
export function openTransports(
  config: NotifyConfig,
  deps: { readonly random: Random; readonly log: Log },
): Transport[] {
  const { smtp, smpp } = config;
  const problems = [
    smtp.url && !smtp.from && 'ACAR_SMTP_FROM: is required with ACAR_SMTP_URL',
    smpp.host && !smpp.systemId && 'ACAR_SMPP_SYSTEM_ID: is required with ACAR_SMPP_HOST',
    smpp.host && !smpp.passwordFile && 'ACAR_SMPP_PASSWORD_FILE: is required with ACAR_SMPP_HOST',
    new Set([smtp.dkimDomain, smtp.dkimSelector, smtp.dkimKeyFile].map((value) => value === undefined)).size >
      1 && 'ACAR_SMTP_DKIM_DOMAIN, ACAR_SMTP_DKIM_SELECTOR, ACAR_SMTP_DKIM_KEY_FILE: all or none',
  ].filter((problem) => typeof problem === 'string' && problem !== '');
  if (problems.length > 0) throw new ConfigurationError(problems as string[]);
  const transports: Transport[] = [];
  if (smtp.url && smtp.from) {
    const { url, from, startTls, certificateAuthority, connections, passwordFile: password } = smtp;
    const server = { url, from, startTls, certificateAuthority, connections, password };
    transports.push(createSmtpTransport({ ...server, dkim: dkimOf(smtp) }));
  }
  if (smpp.host && smpp.systemId && smpp.passwordFile) {
    const { host, port, tls, certificateAuthority, systemId, sender, passwordFile: password } = smpp;
    const server = { host, port, tls, certificateAuthority, window: smpp.window };
    transports.push(createSmppTransport({ ...server, systemId, sender, password, ...deps }));
  }
  for (const channel of ['email', 'sms'] satisfies Channel[]) {
    const isOn = transports.some((transport) => transport.channel === channel);
    deps.log(isOn ? 'notify.channel_on' : 'notify.channel_off', { channel });
  }
  return transports;
}

function dkimOf({ dkimDomain, dkimSelector, dkimKeyFile }: NotifyConfig['smtp']): Dkim | undefined {
  if (!dkimDomain || !dkimSelector || !dkimKeyFile) return undefined;
  return { domain: dkimDomain, selector: dkimSelector, privateKey: dkimKeyFile };
}
