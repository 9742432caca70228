import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import {
  createNoteSigner,
  createWitness,
  noteKey,
  readVerifierKey,
  type Witness,
  writeVerifierKey,
} from '../../certs/index.ts';
import { openKeyFile } from '../files/index.ts';
import { readBody, startServer } from '../http/index.ts';
import { createWitnessMemory } from './memory.ts';

export interface WitnessOptions {
  /** Of its key; a host name, by custom. */
  readonly name: string;
  /** Where its key and its memory are. */
  readonly folder: string;
  readonly passphrase: Uint8Array;
}

export interface RunningWitness {
  readonly port: number;
  readonly verifierKey: string;
  stop(): Promise<void>;
}

async function openSigner({ name, folder, passphrase }: WitnessOptions) {
  const key = await openKeyFile({ path: join(folder, 'key.pem'), passphrase, mayCreate: true });
  if (!key) throw new Error('there is no key');
  return createNoteSigner(name, key);
}

/** The verifier key of a witness, made at first use, for those who are to believe it. */
export async function openWitnessKey(options: WitnessOptions): Promise<string> {
  return writeVerifierKey((await openSigner(options)).cosignatureKey);
}

/** `logs` are verifier keys, `origins` the addresses that it is called by. */
export async function startWitness(
  options: WitnessOptions & {
    readonly host: string;
    readonly port: number;
    readonly logs: readonly string[];
    readonly clock: { now(): number };
    readonly onError: (error: unknown) => void;
  },
): Promise<RunningWitness> {
  const signer = await openSigner(options);
  const { clock, onError, host, port } = options;
  const memory = createWitnessMemory(options.folder);
  const witness = createWitness({ logs: keysOf(options.logs), memory, signer, clock });
  const handler = createHandler(witness, onError);
  const names = [options.name, host, 'localhost'];
  const server = await startServer({
    host,
    port,
    trustedProxies: '',
    sites: new Map(names.map((name) => [`http://${name}:${port}`, handler] as const)),
    onError,
  });
  const verifierKey = writeVerifierKey(signer.cosignatureKey);
  return { port: server.port, verifierKey, stop: () => server.stop() };
}

/** A log signs in two ways with its one key; either may be under a checkpoint. */
function keysOf(verifierKeys: readonly string[]) {
  return new Map(
    verifierKeys.map((text) => {
      const key = readVerifierKey(text);
      if (key.kind === 'malformed') throw new TypeError(`${text.slice(0, 80)}: ${key.message}`);
      const { name, publicKey } = key.value;
      return [
        name,
        [noteKey(name, 'signature', publicKey), noteKey(name, 'cosignature', publicKey)],
      ] as const;
    }),
  );
}

const submissionLimits = { maxBytes: 128 * 1024, timeoutMs: 10_000 };

function createHandler(witness: Witness, onError: (error: unknown) => void) {
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const send = (status: number, type: string, body: string, headers: Record<string, string> = {}) => {
      res.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...headers });
      res.end(body);
    };
    const refuse = (status: number, words: string, headers?: Record<string, string>) =>
      send(status, 'text/plain; charset=utf-8', `${words}\n`, headers);
    if (req.url !== '/add-checkpoint') return refuse(404, 'there is nothing here', { connection: 'close' });
    if (req.method !== 'POST') return refuse(405, 'allowed: POST', { allow: 'POST', connection: 'close' });
    const body = await readBody(req, submissionLimits);
    if (body.kind === 'aborted') return void req.destroy();
    if (body.kind !== 'read')
      return refuse(body.kind === 'too-large' ? 413 : 408, body.kind, { connection: 'close' });
    try {
      const answer = await witness.addCheckpoint(body.bytes.toString('utf8'));
      send(answer.status, answer.contentType, answer.body);
    } catch (error) {
      onError(error);
      refuse(500, 'this did not work');
    }
  };
}
