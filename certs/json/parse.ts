/** An object of a JSON text; its members are its own, whatever their names. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const maxDepth = 32;
const maxValues = 100_000;

/**
 * The value of a JSON text (RFC 8259); undefined where it is none, where it is deeper or has more values than signed
 * objects have, and where a member stands twice in an object, for readers differ in which of the two they take (RFC 8259 4).
 */
export function parseJson(text: string): unknown {
  try {
    // First, for a parser has built everything by the time that it could be counted.
    return isUnambiguous(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Of a text that is JSON; what it says of another text does not matter. */
function isUnambiguous(json: string): boolean {
  /** The names of the members of each value that is open; an array has none. */
  const open: Set<unknown>[] = [];
  let values = 0;
  // In JSON a colon follows the names of members and nothing else.
  for (const [all, text, colon] of json.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")([ \t\r\n]*:)?|[{}[\],]/g)) {
    values += 1;
    if (all === '{' || all === '[') open.push(new Set());
    else if (all === '}' || all === ']') open.pop();
    else if (text !== undefined && colon !== undefined) {
      // Without an escape a name is what stands there.
      const name: unknown = text.includes('\\') ? JSON.parse(text) : text.slice(1, -1);
      const seen = open.at(-1);
      if (seen?.has(name)) return false;
      seen?.add(name);
    }
    if (open.length > maxDepth || values > maxValues) return false;
  }
  return true;
}
