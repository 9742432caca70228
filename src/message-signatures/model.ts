/** The lines of each field in their order; names in small letters, values without blanks around them. */
export type Fields = ReadonlyMap<string, readonly string[]>;

export interface RequestMessage {
  readonly kind: 'request';
  /** As it was sent: `POST`. */
  readonly method: string;
  /** Absolute, as the one that signs knows it. */
  readonly targetUri: string;
  readonly fields: Fields;
}

export interface ResponseMessage {
  readonly kind: 'response';
  readonly status: number;
  readonly fields: Fields;
  /** The request that it answers; components with `;req` are of it. */
  readonly request?: RequestMessage | undefined;
}

export type Message = RequestMessage | ResponseMessage;

/** Fields of pairs as Node gives them (`rawHeaders`) or as a program writes them. */
export function fieldsOf(pairs: Iterable<readonly [string, string]>): Fields {
  const fields = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const lines = fields.get(name.toLowerCase()) ?? [];
    // RFC 9421 2.1: without blanks around, and a line break is a blank.
    lines.push(value.trim().replace(/[ \t]*\r\n[ \t]+/g, ' '));
    fields.set(name.toLowerCase(), lines);
  }
  return fields;
}

/** Node's list of names and values in turn. */
export function* pairsOf(rawHeaders: readonly string[]): Iterable<readonly [string, string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    yield [rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''];
}

/** All lines of a field as one value (RFC 9110 5.3); undefined when there is none. */
export function valueOf(fields: Fields, name: string): string | undefined {
  return fields.get(name)?.join(', ');
}
