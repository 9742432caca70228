import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHash } from 'node:crypto';
import type { Clock } from '../../oidc/ports.ts';
import type { ListKind, Published } from '../pki/lists/index.ts';
import { refuse, sendVersion } from './answer.ts';

export interface ListHandlerDeps {
  readonly published: Published;
  readonly clock: Clock;
}

/** A delta tells what happened just now; a full list is made once a day. */
const cacheSeconds: Readonly<Record<ListKind, number>> = { full: 600, delta: 30 };
const certificateSeconds = 3600;

/** CRLs and certificates of authorities by plain HTTP (RFC 5280 4.2.1.13 and 4.2.2.1, RFC 2585, RFC 8555 9.1). */
export function createListHandler({ published, clock }: ListHandlerDeps) {
  return {
    async list(
      req: IncomingMessage,
      res: ServerResponse,
      wanted: { readonly name: string; readonly partition: number; readonly kind: ListKind },
    ): Promise<void> {
      const { name, partition, kind } = wanted;
      const list = await published.findList(name, partition, kind);
      if (!list) return refuse(res, 404, 'no such list');
      const seconds = Math.max(0, Math.min(cacheSeconds[kind], (list.nextUpdate - clock.now()) / 1000));
      const version = { etag: `"${list.number}"`, modifiedAt: list.thisUpdate };
      const headers = {
        'content-type': 'application/pkix-crl',
        'cache-control': `max-age=${Math.floor(seconds)}, public, no-transform, must-revalidate`,
        expires: new Date(clock.now() + seconds * 1000).toUTCString(),
      };
      sendVersion(req, res, { version, headers, body: list.crl });
    },
    async certificate(
      req: IncomingMessage,
      res: ServerResponse,
      wanted: { readonly name: string; readonly form: 'cer' | 'pem' },
    ): Promise<void> {
      const found = await published.findCertificates(wanted.name);
      if (!found) return refuse(res, 404, 'no such authority');
      const isPem = wanted.form === 'pem';
      const body = isPem ? Buffer.from(found.chain.map(toPem).join('')) : found.certificate;
      const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
      const headers = {
        'content-type': isPem ? 'application/pem-certificate-chain' : 'application/pkix-cert',
        'cache-control': `max-age=${certificateSeconds}, public, no-transform`,
      };
      sendVersion(req, res, { version: { etag, modifiedAt: found.since }, headers, body });
    },
  };
}

function toPem(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate)
    .toString('base64')
    .replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}
