/** A message as it would have stood in a mailbox or on a phone. */
export interface KeptMessage {
  readonly channel: 'email' | 'sms';
  readonly to: string;
  readonly from: string;
  readonly subject: string | undefined;
  readonly body: string;
  readonly at: Date;
}

/** Holds the latest messages in memory; nothing outlives the program. */
export interface Shelf {
  add(message: KeptMessage): void;
  /** The newest first. */
  list(): readonly KeptMessage[];
}

export function createShelf(limit = 200): Shelf {
  const messages: KeptMessage[] = [];
  return {
    add(message) {
      messages.unshift(message);
      messages.length = Math.min(messages.length, limit);
    },
    list: () => messages,
  };
}

/** One part of an SMS, with its place in the whole. */
export interface ReceivedPart {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** Absent for an SMS of one part. */
  readonly place?:
    | { readonly reference: number; readonly total: number; readonly number: number }
    | undefined;
}

const mostIncomplete = 200;

/** Joins the parts of long SMS as a phone does; gives the text when the last missing part comes in. */
export function createSmsJoiner(): (part: ReceivedPart) => string | undefined {
  const incomplete = new Map<string, Map<number, string>>();
  return ({ from, to, text, place }) => {
    if (!place) return text;
    const key = JSON.stringify([from, to, place.reference, place.total]);
    const parts = incomplete.get(key) ?? new Map<number, string>();
    incomplete.delete(key);
    parts.set(place.number, text);
    if (parts.size >= place.total) {
      return Array.from({ length: place.total }, (_, index) => parts.get(index + 1) ?? '').join('');
    }
    incomplete.set(key, parts);
    const [oldest] = incomplete.keys();
    if (incomplete.size > mostIncomplete && oldest !== undefined) incomplete.delete(oldest);
    return undefined;
  };
}
