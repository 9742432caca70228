import { hostLabels } from './host-name.ts';

/** A mailbox taken apart (RFC 5321 4.1.2). */
export interface Mailbox {
  /** As it is, but without quotes where none are needed: both forms are one mailbox. */
  readonly local: string;
  readonly host: readonly string[];
}

const word = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const plain = new RegExp(`^${word}(\\.${word})*$`);
const quoted = /^"(?:[ !#-[\]-~]|\\[ -~])*"$/;
const longestLocal = 64;

/** The mailbox that an rfc822Name holds; undefined when it holds none, or one on an address instead of a host. */
export function mailboxOf(text: string): Mailbox | undefined {
  const at = text.lastIndexOf('@');
  const host = hostLabels(text.slice(at + 1));
  const local = localPartOf(text.slice(0, Math.max(0, at)));
  return host && local !== undefined ? { local, host } : undefined;
}

function localPartOf(text: string): string | undefined {
  if (text.length > longestLocal) return undefined;
  if (plain.test(text)) return text;
  if (!quoted.test(text)) return undefined;
  const content = text.slice(1, -1).replace(/\\(.)/g, '$1');
  return plain.test(content) ? content : `"${content}"`;
}
