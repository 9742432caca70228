import { createTransport } from 'nodemailer';
import { type HtmlValue, html } from '../http/index.ts';
import type { OutgoingMessage, SendResult, Transport } from './model.ts';

export interface SmtpOptions {
  /** `smtp://user@host:587` or `smtps://user@host`; the password comes apart. */
  readonly url: string;
  readonly password?: string | undefined;
  readonly from: { readonly name: string; readonly address: string };
  /** For `smtp:` whether STARTTLS must, may or shall not be used; `smtps:` is always TLS. */
  readonly startTls: 'required' | 'opportunistic' | 'off';
  /** PEM of the certificate authority of a private server. */
  readonly certificateAuthority?: string | undefined;
  /** How many sessions at a time. */
  readonly connections?: number;
  /** Signs every message (RFC 6376), with an RSA key as PEM. */
  readonly dkim?: Dkim | undefined;
}

export interface Dkim {
  readonly domain: string;
  readonly selector: string;
  readonly privateKey: string;
}

const defaultConnections = 5;
/** Messages at hand for each session, so that none waits for the next. */
const messagesPerSession = 2;
const second = 1000;

/** E-mail over SMTP (RFC 5321), UTF-8, as plain text with an HTML alternative. */
export function createSmtpTransport(options: SmtpOptions): Transport {
  const { from, certificateAuthority, dkim, connections = defaultConnections } = options;
  const mailer = createTransport({
    ...serverOf(options),
    pool: true,
    maxConnections: connections,
    maxMessages: 100,
    // The outbox repeats, so that every repeat is counted and seen.
    maxRequeues: 0,
    idleTimeout: 30 * second,
    dnsTimeout: 10 * second,
    connectionTimeout: 10 * second,
    greetingTimeout: 10 * second,
    socketTimeout: 30 * second,
    disableFileAccess: true,
    disableUrlAccess: true,
    tls: { minVersion: 'TLSv1.2', ...(certificateAuthority ? { ca: certificateAuthority } : {}) },
    ...(dkim
      ? { dkim: { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.privateKey } }
      : {}),
  });
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  return {
    channel: 'email',
    concurrency: connections * messagesPerSession,
    async send(message) {
      try {
        await mailer.sendMail(compose(message, from, domain));
        return { kind: 'accepted', providerIds: [] };
      } catch (error) {
        return explain(error);
      }
    },
    async close() {
      mailer.close();
    },
  };
}

function serverOf({ url, password, startTls }: SmtpOptions) {
  const { protocol, hostname, port, username } = new URL(url);
  const isSecure = protocol === 'smtps:';
  const user = decodeURIComponent(username);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 465 : 587) : Number(port),
    secure: isSecure,
    requireTLS: !isSecure && startTls === 'required',
    ignoreTLS: startTls === 'off',
    ...(user ? { auth: { user, pass: password ?? '' } } : {}),
  };
}

function compose(message: OutgoingMessage, from: SmtpOptions['from'], domain: string) {
  return {
    from: { ...from },
    // As an object the address is taken as it is and cannot become two.
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.body,
    html: alternative(message),
    messageId: `<${message.reference}@${domain}>`,
    date: message.createdAt,
    // RFC 3834: nobody's out-of-office note is wanted.
    headers: { 'Auto-Submitted': 'auto-generated' },
    encoding: 'utf-8',
    attachments: (message.attachments ?? []).map(({ name, type, content }) => ({
      filename: name,
      contentType: type,
      content,
    })),
  };
}

/** An address on a line of its own is one of ours to follow; those within words, which a person may have written, stay words. */
function linked(line: string): HtmlValue {
  return /^https?:\/\/\S+$/.test(line) ? html`<a href="${line}">${line}</a>` : line;
}

function alternative({ subject, body }: OutgoingMessage): string {
  const paragraphs = body.split(/\r?\n\s*\r?\n/).map((paragraph) => {
    const lines = paragraph.split(/\r?\n/);
    return html`<p>${lines.map((line, index) => html`${index > 0 && html`<br>`}${linked(line)}`)}</p>\n`;
  });
  return html`<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>${subject}</title></head>
<body style="font-family: sans-serif; font-size: 18px; line-height: 1.5">
${paragraphs}</body></html>`.toString();
}

const beforeRecipient = new Set(['CONN', 'EHLO', 'HELO', 'STARTTLS', 'MAIL FROM']);

/**
 * Only a 5xx to the recipient or to the message itself is about this message (RFC 5321 4.2.1); a refused sign-in or
 * sender is about our settings, and an operator can mend those while the message waits.
 */
function explain(error: unknown): SendResult {
  const { code, command, responseCode, message } = error as {
    code?: string;
    command?: string;
    responseCode?: number;
    message?: string;
  };
  const reason = [code, message ?? String(error)].filter(Boolean).join(': ');
  const isPermanent = responseCode !== undefined && responseCode >= 500 && responseCode <= 599;
  const isAboutMessage = command === 'RCPT TO' || command === 'DATA';
  if (isPermanent && isAboutMessage && code !== 'EAUTH') return { kind: 'refused', reason };
  // Before a recipient was named, or 421 at any time: it would be the same with every other (RFC 5321 3.8).
  const isServerAway =
    responseCode === 421 || code === 'EAUTH' || command === undefined || beforeRecipient.has(command);
  return { kind: 'later', reason, isServerAway };
}
