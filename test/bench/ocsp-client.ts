import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { type Agent, request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { der, oids } from '../../certs/asn1/index.ts';
import { type Certificate, certIdsOf, readCertificate } from '../../certs/index.ts';
import { freePort } from '../support/free-port.ts';
import { createOpensslPki } from '../support/openssl-pki.ts';

/** What a client sends (RFC 6960 4.1). */
export function ocspRequestOf(issuer: Certificate, serial: string, nonce?: Uint8Array): Uint8Array {
  const list = der.sequence(der.sequence(certIdsOf(issuer, 'sha1')(BigInt(`0x${serial}`))));
  const extension = nonce && der.sequence(der.oid(oids.ocspNonce), der.octetString(der.octetString(nonce)));
  return der.sequence(der.sequence(list, ...(extension ? [der.explicit(2, der.sequence(extension))] : [])));
}

/** Asks by POST; without an agent the connection is closed afterwards. */
export function post(port: number, body: Uint8Array, agent: Agent | undefined): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/ocsp-request', 'content-length': body.length };
    const req = httpRequest(
      { host: '127.0.0.1', port, path: '/ocsp', method: 'POST', headers, agent: agent ?? false },
      (res) => {
        const parts: Buffer[] = [];
        res.on('data', (part: Buffer) => parts.push(part));
        res.once('end', () => resolve(Buffer.concat(parts)));
        res.once('error', reject);
      },
    );
    req.once('error', reject);
    req.end(body);
  });
}

export interface OpensslResponder {
  readonly port: number;
  readonly request: Uint8Array;
  readonly pid: number;
  stop(): void;
}

/** The openssl program as a responder for one certificate; it signs every answer anew, by PKCS#1 v1.5 if it has RSA. */
export async function startOpensslResponder(key: 'P-256' | 'RSA 3072'): Promise<OpensslResponder> {
  const pki = createOpensslPki();
  const kind = key === 'P-256' ? { curve: key } : { rsaBits: 3072 };
  pki.issue('root', { ...kind, extensions: ['basicConstraints=critical,CA:TRUE'] });
  const leaf = readCertificate(pki.issue('leaf', { issuer: 'root' }));
  const root = readCertificate(readFileSync(join(pki.folder, 'root.der')));
  if (leaf.kind !== 'read' || root.kind !== 'read') throw new Error('no certificates');
  const hex = leaf.value.serialNumber.toString(16).toUpperCase();
  const serial = hex.length % 2 === 0 ? hex : `0${hex}`;
  writeFileSync(join(pki.folder, 'index.txt'), `V\t490101000000Z\t\t${serial}\tunknown\t/CN=leaf\n`);
  const port = await freePort();
  const listening = ['-port', String(port), '-index', 'index.txt', '-CA', 'root.pem', '-ndays', '1'];
  const signing = ['-rsigner', 'root.pem', '-rkey', 'root.key', '-ignore_err'];
  const options = { cwd: pki.folder, stdio: 'ignore' } as const;
  const child: ChildProcess = spawn('openssl', ['ocsp', ...listening, ...signing], options);
  const request = ocspRequestOf(root.value, serial);
  for (let tries = 0; ; tries += 1) {
    const answer = await post(port, request, undefined).catch(() => undefined);
    if (answer) break;
    if (tries > 50) throw new Error('openssl ocsp does not answer');
    await new Promise((done) => setTimeout(done, 100));
  }
  return {
    port,
    request,
    pid: child.pid ?? 0,
    stop() {
      child.kill();
      pki.remove();
    },
  };
}
