import { createPublicKey, randomBytes, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { join } from 'node:path';
import {
  type Certificate,
  readCertificate,
  readCrl,
  readOcspRequest,
  readOcspResponse,
  validatePath,
} from '../../certs/index.ts';
import { createTimeStampService } from '../../src/pki/time-stamps/index.ts';
import { encodeRequest } from '../support/time-stamp-unit.ts';
import { runByCpu } from './cpu.ts';
import { ocspRequestOf, type OpensslResponder, post, startOpensslResponder } from './ocsp-client.ts';
import { alternate, type Measurement, type Report, type Run, run, summarise } from './measure.ts';
import { card } from './card-scenario.ts';
import { mobile, qr } from './phone-scenarios.ts';
import { openAnswering } from './pki-answering.ts';
import { type PkiWorld, rawSignature } from './pki-world.ts';

const seconds = 4;
/** The threads that compile work for so long, and would be counted. */
const warmUpSeconds = 10;
const rounds = 2;
const many = 64;

const rate = (runs: readonly Run[]) => summarise('', runs).perSecond;
const ofCore = 'per second of a core';

/** One side's rate against the raw signature's, both per second of a core. */
async function againstRaw(name: string, bar: number, operation: () => Promise<unknown>): Promise<Report> {
  const raw = rawSignature();
  await run({ concurrency: many, seconds: warmUpSeconds, run: operation });
  const [ours = [], signatures = []] = await alternate(rounds, [
    () => runByCpu({ concurrency: many, seconds, run: operation }),
    () => runByCpu({ concurrency: 1, seconds: 2, run: raw }),
  ]);
  return {
    measurements: [
      summarise(`raw ECDSA P-256 signatures, ${ofCore}`, signatures),
      summarise(`${name}, ${ofCore}`, ours),
    ],
    ratios: [{ name: `${name} / signatures`, value: rate(ours) / rate(signatures), bar }],
  };
}

async function issue(world: PkiWorld): Promise<Report> {
  const report = await againstRaw('certificates issued', 0.12, () => world.issue());
  const measure = () => run({ concurrency: many, seconds, run: () => world.issue() });
  await world.fill('systems-1', 1_000, 'good');
  const few = await measure();
  await world.fill('persons-1', 1_000_000, 'good');
  await run({ concurrency: many, seconds: 2, run: () => world.issue() });
  const large = await measure();
  return {
    measurements: [
      ...report.measurements,
      summarise('certificates issued, few stored', [few]),
      summarise('certificates issued, 1,000,000 stored', [large]),
    ],
    ratios: [
      ...report.ratios,
      { name: 'issuing with 1,000,000 stored / with few', value: rate([large]) / rate([few]), bar: 0.8 },
    ],
  };
}

async function ocsp(world: PkiWorld): Promise<Report> {
  const issued: { readonly serial: string }[] = [];
  for (let count = 0; count < 50; count += 1) issued.push(await world.issue());
  const issuer = world.authority('persons-1').certificate;
  const opened = await openAnswering(world);
  const { answering } = opened;
  // What clients send is made before: their work is not the service's.
  const asked = Array.from({ length: 1000 }, (_, index) =>
    ocspRequestOf(issuer, issued[index % issued.length]?.serial ?? '', randomBytes(32)),
  );
  let turn = 0;
  const withNonce = async () => {
    turn += 1;
    const read = readOcspRequest(asked[turn % asked.length] ?? new Uint8Array());
    if (read.kind !== 'read') throw new Error(read.message);
    const reply = await answering(read.request);
    if (reply.kind !== 'single') throw new Error(reply.kind);
  };
  const report = await againstRaw('OCSP answers signed on the spot', 0.4, withNonce);
  await opened.stop();
  const overHttp = await ocspOverHttp(
    world,
    issued.map(({ serial }) => ocspRequestOf(issuer, serial)),
  );
  return {
    measurements: [...report.measurements, ...overHttp.measurements],
    ratios: [...report.ratios, ...overHttp.ratios],
  };
}

/** The processor time of the servers is compared: the client costs more than all of them. */
async function ocspOverHttp(world: PkiWorld, requests: readonly Uint8Array[]): Promise<Report> {
  const service = await world.start({ kind: 'serve' });
  if (service.reply.kind !== 'listening') throw new Error('no server');
  const first = await post(service.reply.port, requests[0] ?? new Uint8Array(), keepAlive);
  const bare = await world.start({ kind: 'bare', answer: first.toString('base64') });
  if (bare.reply.kind !== 'listening') throw new Error('no server');
  const load = (port: number, agent: Agent | undefined, concurrency: number, asked = requests) => ({
    concurrency,
    seconds,
    run: (worker: number, turn: number) =>
      post(port, asked[(worker + turn) % asked.length] ?? new Uint8Array(), agent),
  });
  const ports = { service: service.reply.port, bare: bare.reply.port };
  await run({ ...load(ports.service, keepAlive, many), seconds: 2 });
  await run({ ...load(ports.bare, keepAlive, many), seconds: 2 });
  // How fast openssl can be is decided by its key (decision 0001).
  const p256 = await startOpensslResponder('P-256');
  const rsa = await startOpensslResponder('RSA 3072');
  const loadOf = ({ port, request }: OpensslResponder) => load(port, undefined, 1, [request]);
  try {
    const [ours = [], plain = [], ofP256 = [], ofRsa = []] = await alternate(rounds, [
      () => runByCpu(load(ports.service, keepAlive, many), service.pid),
      () => runByCpu(load(ports.bare, keepAlive, many), bare.pid),
      () => runByCpu(loadOf(p256), p256.pid),
      () => runByCpu(loadOf(rsa), rsa.pid),
    ]);
    return {
      measurements: [
        summarise(`OCSP answers without nonce over HTTP, ${ofCore}`, ours),
        summarise(`a bare HTTP server with the same bytes, ${ofCore}`, plain),
        summarise(`openssl ocsp as a server, key P-256, ${ofCore}`, ofP256),
        summarise(`openssl ocsp as a server, key RSA 3072, ${ofCore}`, ofRsa),
      ],
      ratios: [
        { name: 'OCSP over HTTP / bare server', value: rate(ours) / rate(plain), bar: 0.7 },
        { name: 'OCSP over HTTP / openssl ocsp, RSA 3072', value: rate(ours) / rate(ofRsa), bar: 10 },
        { name: 'OCSP over HTTP / openssl ocsp, P-256', value: rate(ours) / rate(ofP256) },
        { name: 'bare server / openssl ocsp, P-256', value: rate(plain) / rate(ofP256) },
      ],
    };
  } finally {
    // Its own work on lists would go on beside what is measured next.
    service.stop();
    bare.stop();
    p256.stop();
    rsa.stop();
  }
}

const keepAlive = new Agent({ keepAlive: true, maxSockets: many });

async function tsa(world: PkiWorld): Promise<Report> {
  const { db, clock, pki } = world;
  const [unit] = pki.authorities.units;
  if (!unit) throw new Error('no unit');
  const stamps = createTimeStampService({
    db,
    clock,
    unit,
    accuracyMs: 500,
    requiresReference: false,
    monotonic: () => performance.now(),
    onError: (error) => console.error(error),
  });
  const request = encodeRequest({ nonce: 7n });
  return againstRaw('time stamps', 0.3, () => stamps.stamp(request));
}

async function crl(world: PkiWorld): Promise<Report> {
  await world.fill('phones-1', 1_000_000, 'revoked');
  const { reply } = await world.start({ kind: 'list', authority: 'phones-1' });
  if (reply.kind !== 'list') throw new Error('no list');
  console.log(
    `${reply.entries} entries, ${(reply.bytes / 1e6).toFixed(1)} MB, most memory ${reply.mostMiB.toFixed(0)} MiB`,
  );
  return {
    measurements: [],
    ratios: [
      { name: 'seconds for a full CRL of 1,000,000', value: reply.fullSeconds, bar: 30, isLimit: true },
      { name: 'MiB of memory at most', value: reply.mostMiB, bar: 1024, isLimit: true },
      { name: 'seconds for a delta CRL', value: reply.deltaSeconds, bar: 0.25, isLimit: true },
    ],
  };
}

async function path(world: PkiWorld): Promise<Report> {
  const issued = await world.issue();
  const opened = await openAnswering(world);
  const { answering } = opened;
  const authority = world.pki.authorities.find('persons-1');
  const [issuing, root] = authority?.chain ?? [];
  if (!issuing || !root) throw new Error('no chain');
  const asked = readOcspRequest(ocspRequestOf(issuing, issued.serial));
  if (asked.kind !== 'read') throw new Error(asked.message);
  const { response } = await answering(asked.request);
  await opened.stop();
  const rootCrl = readFileSync(join(world.pki.folder, 'crls/root-1-0.crl'));
  const inputs = { leaf: issued.certificate, issuing: issuing.raw, root: root.raw, response, rootCrl };
  const check = async () => checkPath(inputs, world.clock.now());
  await check();
  const raw = rawVerifications(inputs);
  const [checks = [], verifications = []] = await alternate(rounds, [
    () => runByCpu({ concurrency: 1, seconds, run: check }),
    () => runByCpu({ concurrency: 1, seconds, run: async () => raw() }),
  ]);
  const measurements: Measurement[] = [
    summarise(`path checks from DER with OCSP and CRL, ${ofCore}`, checks),
    summarise(`the signature verifications in them alone, ${ofCore}`, verifications),
  ];
  return {
    measurements,
    ratios: [
      { name: 'path checks / their verifications', value: rate(checks) / rate(verifications), bar: 0.5 },
    ],
  };
}

interface PathInputs {
  readonly leaf: Uint8Array;
  readonly issuing: Uint8Array;
  readonly root: Uint8Array;
  readonly response: Uint8Array;
  readonly rootCrl: Uint8Array;
}

function readAll({ leaf, issuing, root, response, rootCrl }: PathInputs) {
  const certificates = [leaf, issuing, root].map((bytes) => {
    const read = readCertificate(bytes);
    if (read.kind !== 'read') throw new Error(read.message);
    return read.value;
  });
  const answer = readOcspResponse(response);
  const list = readCrl(rootCrl);
  const [first, second, third] = certificates;
  if (!first || !second || !third || answer.kind !== 'read' || list.kind !== 'read')
    throw new Error('unread');
  return { leaf: first, issuing: second, root: third, response: answer.value, crl: list.value };
}

function checkPath(inputs: PathInputs, time: number): void {
  const { leaf, issuing, root, response, crl: list } = readAll(inputs);
  const result = validatePath({
    leaf,
    intermediates: [issuing],
    anchors: [root],
    crls: [list],
    ocspResponses: [response],
    time,
    revocation: true,
  });
  if (result.kind !== 'valid') throw new Error(`${result.code}: ${result.message}`);
}

function rawVerifications(inputs: PathInputs): () => void {
  const { leaf, issuing, root, response, crl: list } = readAll(inputs);
  if (response.kind !== 'basic') throw new Error('no answer');
  const [responder] = response.basic.certificates;
  if (!responder) throw new Error('no responder');
  const keyOf = ({ spki }: Certificate) =>
    createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' });
  const parts = [
    ['sha256', leaf, keyOf(issuing)],
    ['sha384', issuing, keyOf(root)],
    ['sha384', list, keyOf(root)],
    ['sha256', responder, keyOf(issuing)],
    ['sha256', response.basic, keyOf(responder)],
  ] as const;
  return () => {
    for (const [hash, { tbs, signature }, key] of parts)
      if (!verify(hash, tbs, key, signature)) throw new Error('a signature is wrong');
  };
}

/** By the name that `npm run bench -- name` takes. */
export const pkiScenarios: Readonly<Record<string, (world: PkiWorld) => Promise<Report>>> = {
  issue,
  ocsp,
  tsa,
  crl,
  path,
  card,
  mobile,
  qr,
};
