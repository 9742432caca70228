/** A process of its own for the benches: a server, whose processor time can be told apart, or the maker of a list. */
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DatabaseOptions, openDatabase } from '../../src/db/index.ts';
import { openAuthorities, openCeremonyFolder, openKeyRing } from '../../src/pki/authority/index.ts';
import { createListService } from '../../src/pki/lists/index.ts';
import { startPkiService } from '../../src/pki-web/index.ts';
import { createRecorder } from '../../src/records/index.ts';
import { testPassphrase } from '../support/test-authorities.ts';

export type BenchCommand =
  | { readonly kind: 'serve' }
  /** Answers the same bytes to everybody. */
  | { readonly kind: 'bare'; readonly answer: string }
  | { readonly kind: 'list'; readonly authority: string };

export type BenchReply =
  | { readonly kind: 'listening'; readonly port: number }
  | {
      readonly kind: 'list';
      readonly fullSeconds: number;
      readonly deltaSeconds: number;
      readonly entries: number;
      readonly bytes: number;
      readonly mostMiB: number;
    };

type Start = BenchCommand & {
  readonly connection: DatabaseOptions['connection'];
  readonly folder: string;
};

async function main(start: Start): Promise<BenchReply> {
  if (start.kind === 'bare') return listen(answerAlways(Buffer.from(start.answer, 'base64')));
  const clock = { now: () => Date.now() };
  const db = openDatabase({ connection: start.connection, role: 'acar_pki' });
  const folder = openCeremonyFolder(start.folder);
  const keys = openKeyRing(start.folder, testPassphrase);
  const authorities = await openAuthorities({
    db,
    clock,
    folder,
    openKey: (reference, algorithm) => keys.open(folder, reference, algorithm),
  });
  if (start.kind === 'list') {
    const caId = authorities.find(start.authority)?.caId ?? 0;
    return makeList(createListService({ db, clock, authorities }), { caId, partition: 0 });
  }
  const service = await startPkiService({
    db,
    clock,
    authorities,
    monotonic: () => performance.now(),
    recorder: createRecorder({ clock }),
    onError: (error) => console.error(error),
  });
  return listen((req, res) => {
    if (!service.handler(req, res)) res.writeHead(404).end();
  });
}

async function makeList(
  lists: ReturnType<typeof createListService>,
  partition: { caId: number; partition: number },
): Promise<BenchReply> {
  const begun = performance.now();
  const full = await lists.produceFull(partition);
  const fullSeconds = (performance.now() - begun) / 1000;
  if (full.kind !== 'made') throw new Error('another process is making it');
  const deltaBegun = performance.now();
  await lists.produceDelta(partition);
  const deltaSeconds = (performance.now() - deltaBegun) / 1000;
  const mostMiB = process.resourceUsage().maxRSS / 1024;
  const { entries, crl } = full;
  return { kind: 'list', fullSeconds, deltaSeconds, entries, bytes: crl.length, mostMiB };
}

/** Reads the body and answers with the headers that any such answer has. */
function answerAlways(body: Buffer): RequestListener {
  const headers = { 'content-type': 'application/ocsp-response', 'content-length': body.length };
  return (req, res) => {
    req.on('data', () => {});
    req.once('end', () => {
      res.writeHead(200, headers);
      res.end(body);
    });
  };
}

async function listen(listener: RequestListener): Promise<BenchReply> {
  const server = createServer(listener);
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return { kind: 'listening', port: (server.address() as AddressInfo).port };
}

const reply = await main(JSON.parse(process.argv[2] ?? '{}') as Start);
process.send?.(reply);
process.once('disconnect', () => process.exit(0));
if (reply.kind === 'list') process.exit(0);
