import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import type { OpensslPki } from './openssl-pki.ts';

export const hasNss = (): boolean => spawnSync('which', ['vfychain', 'certutil']).status === 0;

export interface NssVerdict {
  /** Whether the responder was asked at all. */
  readonly asked: boolean;
  readonly accepts: boolean;
  readonly output: string;
}

/** NSS on a leaf of `ca` under `root` that names a responder here; it believes nothing without an answer. */
export async function verifyByNss(
  pki: OpensslPki,
  respond: (request: Uint8Array) => Promise<Uint8Array>,
): Promise<NssVerdict> {
  let asked = false;
  const server = createServer((request, response) => {
    asked = true;
    bodyOf(request)
      .then(respond)
      .then(
        (body) => response.writeHead(200, { 'content-type': 'application/ocsp-response' }).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  pki.issue('asking', {
    issuer: 'ca',
    extensions: [`authorityInfoAccess=OCSP;URI:http://127.0.0.1:${port}/ocsp`],
  });
  try {
    return { ...(await run(pki.folder)), asked };
  } finally {
    server.close();
  }
}

/** The request of a POST, or of a GET by its path (RFC 6960 A.1). */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  if (request.method === 'GET')
    return Buffer.from(decodeURIComponent((request.url ?? '').replace(/^\/ocsp\//, '')), 'base64');
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function run(folder: string): Promise<Omit<NssVerdict, 'asked'>> {
  const database = ['-d', `sql:${mkdtempSync(join(folder, 'nss-'))}`];
  execFileSync('certutil', ['-N', ...database, '--empty-password']);
  execFileSync('certutil', ['-A', ...database, '-n', 'root', '-t', 'CT,C,C', '-i', join(folder, 'root.der')]);
  const status = ['-pp', '-g', 'leaf', '-h', 'requireFreshInfo', '-m', 'ocsp', '-s', 'failIfNoInfo'];
  const files = [join(folder, 'asking.der'), join(folder, 'ca.der')];
  const child = execFile('vfychain', [...database, ...status, '-u', '4', '-v', ...files]);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += String(text)));
  const [code] = await once(child, 'close');
  return { accepts: code === 0, output };
}
