import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent, request as sendRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';

/** How we show ourselves to others, and whom we believe. All in PEM. */
export interface OwnIdentity {
  /** Ours first, then those above it. */
  readonly certificate: string;
  readonly key: string;
  /** Every authority between a peer and its root, and the root. */
  readonly authorities: readonly string[];
}

export interface MutualTlsOptions extends OwnIdentity {
  /**
   * Told of a peer's certificate, in DER, before anything is sent to it, and after node:tls found it in order.
   * A rejection closes the connection.
   */
  readonly judge: (certificate: Uint8Array, url: URL) => Promise<void>;
  readonly connectTimeoutMs?: number;
  /** To one address. */
  readonly mostConnections?: number;
}

export interface MutualTlsRequest {
  readonly method: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  /** For all of it. */
  readonly timeoutMs: number;
  readonly mostOctets: number;
}

export type MutualTlsOutcome =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly rawHeaders: readonly string[];
      readonly body: Buffer;
      /** Of the peer, in DER. */
      readonly certificate: Uint8Array;
    }
  /** Nothing was sent: no connection, or with somebody whom we do not believe. */
  | { readonly kind: 'unreachable'; readonly error: unknown }
  /** The connection broke after the request had begun to leave, and before an answer began: nobody knows whether it arrived. */
  | { readonly kind: 'unknown' }
  /** No answer in time: the request may have arrived. Or one that broke off or was too large: it did. */
  | { readonly kind: 'timed-out' | 'cut' | 'too-large' };

export interface MutualTlsClient {
  send(url: URL, request: MutualTlsRequest): Promise<MutualTlsOutcome>;
  close(): void;
}

/** Calls programs that the operator named, with certificates on both sides; redirects are answers like any other. */
export function createMutualTlsClient(options: MutualTlsOptions): MutualTlsClient {
  const agents = new Map<string, JudgingAgent>();
  const agentOf = (url: URL) => {
    const agent = agents.get(url.host) ?? new JudgingAgent(options, url);
    agents.set(url.host, agent);
    return agent;
  };
  return {
    async send(url, request) {
      const agent = agentOf(url);
      await agent.judgeAgain();
      return sendOnce(agent, url, request);
    },
    close() {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

type ConnectionReady = (error: Error | null, socket: Duplex) => void;

/** Certificates of the peers of our connections: Node tells a client of it once alone. */
const peers = new WeakMap<object, Uint8Array>();

/** A connection at rest is given up before a server gives it up under a request: most do after five seconds. */
const longestIdleMs = 4_000;

/** Hands a connection out only when its peer was judged. */
class JudgingAgent extends Agent {
  readonly #options: MutualTlsOptions;
  readonly #url: URL;
  /** Of the peer that was judged last. */
  #peer: Uint8Array | undefined;

  constructor(options: MutualTlsOptions, url: URL) {
    super({
      keepAlive: true,
      maxSockets: options.mostConnections ?? 64,
      maxFreeSockets: 16,
      timeout: longestIdleMs,
    });
    this.#options = options;
    this.#url = url;
  }

  /** Kept connections outlive what was found of their peer: where it is believed no more, nothing goes out on them. */
  async judgeAgain(): Promise<void> {
    try {
      if (this.#peer) await this.#options.judge(this.#peer, this.#url);
    } catch {
      this.dropKept();
    }
  }

  /** One kept connection broke: the others are as old, and its peer was perhaps started anew. */
  dropKept(): void {
    for (const socket of Object.values(this.freeSockets).flat()) socket?.destroy();
  }

  async #open(): Promise<TLSSocket> {
    const socket = await openJudged(this.#options, this.#url);
    this.#peer = peers.get(socket);
    return socket;
  }

  override createConnection(_options: unknown, ready?: ConnectionReady): undefined {
    this.#open().then(
      (socket) => ready?.(null, socket),
      // Node takes no socket where there is an error; its type does not say so.
      (error: unknown) =>
        ready?.(error instanceof Error ? error : new Error(String(error)), undefined as unknown as Duplex),
    );
  }
}

async function openJudged(options: MutualTlsOptions, url: URL): Promise<TLSSocket> {
  const { certificate, key, authorities, judge, connectTimeoutMs = 5_000 } = options;
  const isLocal = /(^|\.)localhost$/.test(url.hostname);
  const socket = connect({
    // Names under localhost are this machine's (RFC 6761 6.3), whatever its resolver knows of them.
    host: isLocal ? '127.0.0.1' : url.hostname,
    servername: url.hostname,
    port: Number(url.port || 443),
    cert: certificate,
    key,
    ca: [...authorities],
    minVersion: 'TLSv1.3',
    rejectUnauthorized: true,
  });
  try {
    await new Promise<void>((done, fail) => {
      const timer = setTimeout(() => fail(new Error('no connection in time')), connectTimeoutMs);
      socket.once('secureConnect', () => {
        clearTimeout(timer);
        done();
      });
      socket.once('error', (error) => {
        clearTimeout(timer);
        fail(error);
      });
    });
    const peer = socket.getPeerX509Certificate();
    if (!peer) throw new Error('the peer shows no certificate');
    await judge(peer.raw, url);
    // By TLS 1.3 a peer refuses us only after our part of the handshake: a request on it would wait for its time to end.
    if (socket.destroyed) throw socket.errored ?? new Error('the peer closed while it was judged');
    peers.set(socket, peer.raw);
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

interface Attempt {
  readonly outcome: MutualTlsOutcome;
  /** The connection had been kept, and broke before a word came back: as it does when its peer was started anew. */
  readonly wasStale: boolean;
}

/** Those that change nothing, however often they arrive (RFC 9110 9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * On a kept connection that broke, the same octets go out again where the method is safe. All others might be done
 * twice (RFC 9110 9.2.2): on a connection that node:http handed over, their octets leave before it can tell that it is
 * broken.
 */
async function sendOnce(agent: JudgingAgent, url: URL, request: MutualTlsRequest): Promise<MutualTlsOutcome> {
  const until = performance.now() + request.timeoutMs;
  for (let tries = 1; ; tries += 1) {
    const timeoutMs = Math.max(1, until - performance.now());
    const { outcome, wasStale } = await attempt(agent, url, { ...request, timeoutMs });
    if (wasStale) agent.dropKept();
    if (!wasStale || !safeMethods.has(request.method) || tries > mostStale) return outcome;
  }
}

/** Others may be kept anew between two tries, and break as well. */
const mostStale = 3;

function attempt(agent: Agent, url: URL, request: MutualTlsRequest): Promise<Attempt> {
  const { method, headers, body, timeoutMs, mostOctets } = request;
  return new Promise((resolve) => {
    let wasSent = false;
    let hasAnswer = false;
    const end = (outcome: MutualTlsOutcome, wasStale = false) => {
      clearTimeout(timer);
      resolve({ outcome, wasStale });
      if (outcome.kind !== 'answered') sent.destroy();
    };
    const timer = setTimeout(() => end({ kind: 'timed-out' }), timeoutMs);
    const sent: ClientRequest = sendRequest(url, {
      agent,
      method,
      headers: { ...Object.fromEntries(headers), 'content-length': body.length },
      maxHeaderSize: 32 * 1024,
    });
    sent.on('socket', () => {
      wasSent = true;
    });
    sent.on('error', (error) =>
      end(
        wasSent ? { kind: hasAnswer ? 'cut' : 'unknown' } : { kind: 'unreachable', error },
        sent.reusedSocket && !hasAnswer,
      ),
    );
    sent.on('response', (response: IncomingMessage) => {
      hasAnswer = true;
      void readAnswer(response, mostOctets).then((outcome) => end(outcome));
    });
    sent.end(body);
  });
}

function readAnswer(response: IncomingMessage, mostOctets: number): Promise<MutualTlsOutcome> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    response.on('data', (part: Buffer) => {
      size += part.length;
      if (size > mostOctets) resolve({ kind: 'too-large' });
      else parts.push(part);
    });
    const certificate = peers.get(response.socket);
    response.on('end', () => {
      const { statusCode: status = 0, rawHeaders, complete } = response;
      if (!complete || !certificate) return resolve({ kind: 'cut' });
      resolve({ kind: 'answered', status, rawHeaders, body: Buffer.concat(parts), certificate });
    });
    response.on('error', () => resolve({ kind: 'cut' }));
    response.on('close', () => resolve({ kind: 'cut' }));
  });
}
