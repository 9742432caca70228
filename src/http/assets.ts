import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { readLook } from './look.ts';
import { emptyPolicy } from './security-headers.ts';

type Encoding = 'br' | 'gzip';

interface Asset {
  readonly url: string;
  readonly type: string;
  readonly content: Buffer;
  /** Filled at first use; absent where the content is compressed by nature. */
  readonly compressed: Map<Encoding, Buffer> | undefined;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const assets = new Map<string, Asset>();
const byUrl = new Map<string, Asset>();

/** Loads a file once; its address carries a digest of the content, so browsers may keep it for ever. */
function addAsset(name: string, content: Buffer): void {
  const extension = extname(name);
  const type = types[extension];
  if (!type) throw new Error(`no media type for ${name}`);
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const compressed = extension === '.woff2' ? undefined : new Map<Encoding, Buffer>();
  const asset = { url: `/assets/${digest}/${name}`, type, content, compressed };
  assets.set(name, asset);
  byUrl.set(asset.url, asset);
}

export function assetUrl(name: string): string {
  const asset = assets.get(name);
  if (!asset) throw new Error(`no asset ${name}`);
  return asset.url;
}

/** Answers requests under /assets/ on every site; false when the path is not ours. */
export function serveAsset(req: IncomingMessage, res: ServerResponse): boolean {
  const path = req.url?.split('?')[0] ?? '';
  if (!path.startsWith('/assets/')) return false;
  const asset = byUrl.get(path);
  if (!asset) {
    res.writeHead(404, { 'content-type': 'text/plain', 'content-security-policy': emptyPolicy });
    res.end('not found');
    return true;
  }
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.writeHead(405, { allow: 'GET, HEAD', 'content-security-policy': emptyPolicy }).end();
    return true;
  }
  const encoding = asset.compressed && acceptedEncoding(req.headers['accept-encoding'] ?? '');
  const body = encoding ? compress(asset, encoding) : asset.content;
  res.writeHead(200, {
    'content-type': asset.type,
    'content-length': body.length,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    'content-security-policy': emptyPolicy,
    ...(asset.compressed && { vary: 'accept-encoding' }),
    ...(encoding && { 'content-encoding': encoding }),
  });
  res.end(req.method === 'HEAD' ? undefined : body);
  return true;
}

/** A coding with any parameter (`gzip;q=0`) is left out: nobody needs the weights. */
function acceptedEncoding(header: string): Encoding | undefined {
  const accepted = header.split(',').map((part) => part.trim());
  return (['br', 'gzip'] as const).find((encoding) => accepted.includes(encoding));
}

function compress(asset: Asset, encoding: Encoding): Buffer {
  const known = asset.compressed?.get(encoding);
  if (known) return known;
  const body =
    encoding === 'gzip'
      ? gzipSync(asset.content)
      : brotliCompressSync(asset.content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  asset.compressed?.set(encoding, body);
  return body;
}

const folder = join(import.meta.dirname, 'assets');
const files = [
  'key.svg',
  'time-limit.js',
  'password-reveal.js',
  'waiting.js',
  'read-card.js',
  'press-button.js',
  'check-receipt.js',
  'send-files.js',
  'form-parts.js',
];
for (const name of files) addAsset(name, readFileSync(join(folder, name)));
/** The encoder draws codes that change while a page is open. */
addAsset('qr.js', readFileSync(createRequire(import.meta.url).resolve('qr')));
const look = readLook(folder, (name) => assetUrl(name), addAsset);
addAsset('acar.css', look);
