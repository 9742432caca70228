import { X509Certificate } from 'node:crypto';
import { type RequestOptions, request } from 'node:https';
import { lookup as systemLookup, type LookupOptions } from 'node:dns';
import { z } from 'zod';
import type { KeyPurpose } from '../drivers/card.ts';
import { PersonalisationError } from './errors.ts';

/** For whom a card is: what the registration office hands to the certificate service beside the requests. */
export const cardOrder = z.strictObject({
  /** The same key with the same order gives the same certificates again. */
  orderKey: z.string().regex(/^[A-Za-z0-9._:-]{1,110}$/),
  authority: z.string().min(1).max(64),
  /** Judged by the certificate service. */
  subject: z.looseObject({ kind: z.enum(['citizen', 'entrepreneur', 'employee', 'official']) }),
  isPublic: z.boolean(),
});
export type CardOrder = z.infer<typeof cardOrder>;

export interface OrderService {
  /** `https://host[:port]` of the certificate service's order interface. */
  readonly origin: string;
  /** PEM of this office's own certificate and key, and of who issued the service's. */
  readonly certificate: string;
  readonly key: string;
  readonly ca?: string | undefined;
}

const timeoutMs = 30_000;
const longestAnswer = 256 * 1024;
const rounds = 10;
const pauseMs = 1000;

const answered = z.object({ certificate: z.string() });
const refused = z.object({ code: z.string().optional(), detail: z.string().optional() });

/** The body of an order as the service's REST interface, and `acar ca issue` with a file, take it. */
export function orderBody(order: CardOrder, purpose: KeyPurpose, request: string): object {
  const { orderKey, subject, ...rest } = order;
  return {
    ...rest,
    subject,
    orderKey: `${orderKey}-${purpose}`,
    profile: `${subject.kind}-${purpose}`,
    request,
  };
}

/**
 * Orders a certificate over mutual TLS and answers it in DER; asks again while it is being made.
 * @throws PersonalisationError `personalise.order`
 */
export async function orderCertificate(
  service: OrderService,
  order: CardOrder,
  { purpose, request: pkcs10 }: { readonly purpose: KeyPurpose; readonly request: Uint8Array },
): Promise<Uint8Array> {
  const body = JSON.stringify(orderBody(order, purpose, pemOf('CERTIFICATE REQUEST', pkcs10)));
  for (let round = 1; ; round += 1) {
    const { status, text } = await post(service, body);
    if (status === 200 || status === 201) return certificateOf(text);
    if (status !== 503 || round === rounds) {
      const { code = 'no code', detail = '' } = refused.safeParse(jsonOf(text)).data ?? {};
      throw new PersonalisationError('personalise.order', `status ${status}, ${code}: ${detail}`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

export function pemOf(label: string, bytes: Uint8Array): string {
  const lines = Buffer.from(bytes)
    .toString('base64')
    .replace(/.{1,64}/g, '$&\n');
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}

function certificateOf(text: string): Uint8Array {
  const parsed = answered.safeParse(jsonOf(text));
  if (!parsed.success) throw new PersonalisationError('personalise.order', 'an answer without a certificate');
  return new X509Certificate(parsed.data.certificate).raw;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function post(
  service: OrderService,
  body: string,
): Promise<{ readonly status: number; readonly text: string }> {
  const options: RequestOptions = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    cert: service.certificate,
    key: service.key,
    ...(service.ca === undefined ? {} : { ca: service.ca }),
    timeout: timeoutMs,
    lookup: lookupLoopbackNames,
  };
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) =>
      reject(new PersonalisationError('personalise.order', cause.message, { cause }));
    const sent = request(new URL('/api/v1/orders', service.origin), options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
        if (text.length > longestAnswer) sent.destroy(new Error('the answer is too long'));
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', fail);
    });
    sent.on('timeout', () => sent.destroy(new Error('the certificate service does not answer')));
    sent.on('error', fail);
    sent.end(body);
  });
}

/** Names under localhost are this computer (RFC 6761 6.3), which the system's resolver often does not know. */
const lookupLoopbackNames: NonNullable<RequestOptions['lookup']> = (name, options: LookupOptions, done) => {
  if (!name.endsWith('.localhost')) return systemLookup(name, options, done);
  if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
};
