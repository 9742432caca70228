import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';

interface Asset {
  readonly url: string;
  readonly type: string;
  readonly content: Buffer;
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
export function addAsset(name: string, content: Buffer): void {
  const extension = extname(name);
  const type = types[extension];
  if (!type) throw new Error(`no media type for ${name}`);
  const digest = createHash('sha256').update(content).digest('base64url').slice(0, 12);
  const asset = { url: `/assets/${digest}/${name}`, type, content };
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
    res.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
    return true;
  }
  res.writeHead(200, {
    'content-type': asset.type,
    'content-length': asset.content.length,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
  });
  res.end(req.method === 'HEAD' ? undefined : asset.content);
  return true;
}

const folder = join(import.meta.dirname, 'assets');
for (const name of ['acar.css', 'key.svg']) addAsset(name, readFileSync(join(folder, name)));
