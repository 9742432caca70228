import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { der, oids } from '../../certs/asn1/index.ts';
import { readOcspRequest } from '../../certs/index.ts';
import { makeOcsp } from './der-ocsp.ts';
import { type Entity, extension } from './der-pki.ts';

/** A responder for certificates of one issuer in memory: it says good of each. */
export async function startOcspServer(issuer: Entity, about: readonly Entity[], now: () => number) {
  const known = new Map(about.map((entity) => [entity.certificate.serialNumber, entity]));
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of req) parts.push(part as Buffer);
    const read = readOcspRequest(Buffer.concat(parts));
    const [certId] = read.kind === 'read' ? read.request.certIds : [];
    const entity = certId && known.get(certId.serialNumber);
    if (read.kind !== 'read' || !entity) return void res.writeHead(500).end();
    const nonce = extension(oids.ocspNonce, der.octetString(read.request.nonce ?? new Uint8Array()));
    const times = { thisUpdate: now(), nextUpdate: now() + 3_600_000 };
    res.writeHead(200, { 'content-type': 'application/ocsp-response' });
    res.end(makeOcsp({ issuer, about: entity, extensions: [nonce], ...times }));
  };
  const server = createServer((req, res) => void answer(req, res));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/ocsp`,
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
