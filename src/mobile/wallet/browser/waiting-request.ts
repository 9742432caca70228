/** A request as the service tells it; what is missing or of another kind makes it none. */
export interface WaitingRequest {
  readonly id: string;
  readonly flow: 'qr' | 'same-device' | 'push' | 'documents';
  readonly service: string;
  readonly client: string;
  readonly browser: string;
  readonly place: string;
  readonly millisecondsLeft: number;
  readonly nonce: string;
  readonly numbers: readonly string[] | undefined;
  readonly returnTo: string | undefined;
  readonly controlCode: string | undefined;
  readonly hash: string | undefined;
  readonly keyUse: 'authentication' | 'signature';
  readonly documents: readonly WaitingDocument[];
}

/** What is read and compared before it is signed. */
export interface NamedDigest {
  readonly name: string;
  /** Hexadecimal. */
  readonly digest: string;
}

/** A document that is to be signed. */
export interface WaitingDocument extends NamedDigest {
  readonly hash: string;
  /** What it holds, if it is a container. */
  readonly files: readonly NamedDigest[];
}

const flows = ['qr', 'same-device', 'push', 'documents'] as const;

export function readRequest(value: unknown): WaitingRequest | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const from: Readonly<Record<string, unknown>> = { ...value };
  const text = (name: string) => (typeof from[name] === 'string' ? from[name] : undefined);
  const { millisecondsLeft, numbers } = from;
  const flow = flows.find((one) => one === from['flow']);
  const [id, service, client, nonce] = ['id', 'service', 'client', 'nonce'].map(text);
  if (id === undefined || service === undefined || client === undefined || nonce === undefined)
    return undefined;
  const documents = readDocuments(from['documents']);
  if (flow === undefined || (flow === 'documents') !== documents.length > 0) return undefined;
  return {
    id,
    flow,
    service,
    client,
    nonce,
    browser: text('browser') ?? '',
    place: text('place') ?? '',
    millisecondsLeft: typeof millisecondsLeft === 'number' ? millisecondsLeft : 0,
    numbers: Array.isArray(numbers) ? numbers.filter((one) => typeof one === 'string') : undefined,
    returnTo: text('returnTo'),
    controlCode: text('controlCode'),
    hash: text('hash'),
    keyUse: text('keyUse') === 'signature' ? 'signature' : 'authentication',
    documents,
  };
}

function readDocuments(value: unknown): readonly WaitingDocument[] {
  if (!Array.isArray(value)) return [];
  return value.map((one: unknown) => {
    const { hash, files } = membersOf(one);
    const held: readonly unknown[] = Array.isArray(files) ? files : [];
    return { ...namedDigest(one), hash: String(hash), files: held.map(namedDigest) };
  });
}

function namedDigest(value: unknown): NamedDigest {
  const { name, digest } = membersOf(value);
  return { name: String(name), digest: String(digest) };
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' ? { ...value } : {};
}

/** A value that somebody else hashed is signed, not a text of ours. */
export function isOverHash({ flow }: WaitingRequest): boolean {
  return flow === 'push' || flow === 'documents';
}

/** The text that is signed (PROTOCOL section 3): the members in this order, no spaces. */
export function payloadText(
  request: WaitingRequest,
  chosen: { readonly number?: string | undefined; readonly challenge?: string | undefined },
): string {
  const { flow, id, client, service, nonce } = request;
  const own = flow === 'qr' ? { number: chosen.number } : { challenge: chosen.challenge };
  return JSON.stringify({ type: 'acar-sign-in-1', flow, request: id, client, service, ...own, nonce });
}

/** What a scanned or opened address asks for; undefined when it is none of this wallet's. */
export function readAddress(
  text: string,
  origin: string,
):
  | { readonly kind: 'code'; readonly token: string; readonly elapsed: number; readonly code: string }
  | { readonly kind: 'link'; readonly token: string }
  | { readonly kind: 'enrolment'; readonly code: string }
  | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.origin !== origin) return undefined;
  const value = (name: string) => url.searchParams.get(name) ?? '';
  switch (url.pathname) {
    case '/q':
      return { kind: 'code', token: value('r'), elapsed: Number(value('s')), code: value('c') };
    case '/open':
      return { kind: 'link', token: value('request') };
    case '/enrol':
      return { kind: 'enrolment', code: value('code') };
    default:
      return undefined;
  }
}
