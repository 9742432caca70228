import { type Bytes, sha256, toBase64url, utf8 } from './bytes.ts';
import { signWith } from './keys.ts';
import type { StoredPhone, WalletStorage } from './storage.ts';

/** The service said no, with its stable code. */
export class ServiceRefusal extends Error {
  readonly code: string;
  readonly triesLeft: number | undefined;

  constructor(code: string, triesLeft?: number) {
    super(code);
    this.name = 'ServiceRefusal';
    this.code = code;
    this.triesLeft = triesLeft;
  }
}

export interface ServiceClientDeps {
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly storage: WalletStorage;
  /** Milliseconds since 1970, by the phone's clock. */
  readonly now: () => number;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What a call is made of; it may depend on the call's counter. */
export type BodyOf = (call: { readonly phone: StoredPhone; readonly counter: number }) => Promise<object>;

/** Calls of this phone, each signed by its device key. */
export interface ServiceClient {
  /** The first call, before there is a phone. @throws ServiceRefusal, TypeError when the service is out of reach */
  callUnsigned(path: string, body: object): Promise<ServiceAnswer>;
  /** @throws ServiceRefusal, TypeError when the service is out of reach */
  call(path: string, body: object | BodyOf): Promise<ServiceAnswer>;
  /** Opens the event stream. */
  stream(path: string, signal: AbortSignal): Promise<Response>;
}

const repeatable = new Set(['mobile.replayed', 'mobile.clock']);

export function createServiceClient(deps: ServiceClientDeps): ServiceClient {
  /** How far our clock is behind the service's. */
  let clockOffset = 0;
  // One call after another: two counters could overtake each other on the way.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };

  const send = async (method: 'GET' | 'POST', path: string, body: object | BodyOf, signal?: AbortSignal) => {
    const phone = await deps.storage.load();
    if (!phone) throw new ServiceRefusal('mobile.unknown_phone');
    const counter = Math.max(phone.counter + 1, deps.now());
    await deps.storage.save({ ...phone, counter });
    const content =
      method === 'GET'
        ? ''
        : JSON.stringify(typeof body === 'function' ? await body({ phone, counter }) : body);
    const timestamp = Math.floor((deps.now() + clockOffset) / 1000);
    const call = { origin: deps.origin, method, path, body: utf8(content), timestamp, counter };
    const header = await deviceHeader(phone, call);
    const init = { method, headers: { 'acar-device': header, 'content-type': 'application/json' } };
    return deps.fetch(`${deps.origin}${path}`, {
      ...init,
      ...(method === 'POST' ? { body: content } : {}),
      ...(signal ? { signal } : {}),
    });
  };
  const learnTime = async (answer: Response) => {
    const { now } = (await readJson(answer)) as { now?: unknown };
    if (typeof now === 'number') clockOffset = now - deps.now();
  };
  const sendTwice = async (
    method: 'GET' | 'POST',
    path: string,
    body: object | BodyOf,
    signal?: AbortSignal,
  ) => {
    const first = await send(method, path, body, signal);
    if (first.status !== 401) return first;
    const code = await codeOf(first.clone());
    if (!repeatable.has(code)) return first;
    if (code === 'mobile.clock') await learnTime(first.clone());
    return send(method, path, body, signal);
  };

  return {
    async callUnsigned(path, body) {
      const headers = { 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return readAnswer(await deps.fetch(`${deps.origin}${path}`, init));
    },
    call: (path, body) => inTurn(async () => readAnswer(await sendTwice('POST', path, body))),
    stream: (path, signal) =>
      inTurn(async () => {
        const answer = await sendTwice('GET', path, {}, signal);
        if (!answer.ok) throw new ServiceRefusal(await codeOf(answer));
        return answer;
      }),
  };
}

async function deviceHeader(
  phone: StoredPhone,
  call: {
    readonly origin: string;
    readonly method: string;
    readonly path: string;
    readonly body: Bytes;
    readonly timestamp: number;
    readonly counter: number;
  },
): Promise<string> {
  const digest = toBase64url(await sha256(call.body));
  const { origin, method, path, timestamp, counter } = call;
  const { phoneId, deviceKey } = phone;
  const text = ['acar-device-1', origin, method, path, digest, phoneId, timestamp, counter].join('\n');
  const signature = await signWith(deviceKey.privateKey, utf8(text));
  return `${phoneId}.${timestamp}.${counter}.${toBase64url(signature)}`;
}

async function readAnswer(answer: Response): Promise<ServiceAnswer> {
  const body = await readJson(answer);
  if (answer.ok) return { status: answer.status, body };
  const { code, triesLeft } = body;
  throw new ServiceRefusal(
    typeof code === 'string' ? code : 'http.unavailable',
    typeof triesLeft === 'number' ? triesLeft : undefined,
  );
}

async function codeOf(answer: Response): Promise<string> {
  const { code } = await readJson(answer);
  return typeof code === 'string' ? code : 'http.unavailable';
}

async function readJson(answer: Response): Promise<Readonly<Record<string, unknown>>> {
  const value: unknown = await answer.json().catch(() => ({}));
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
