import { hash, timingSafeEqual } from 'node:crypto';
import { MessageSignatureError } from './errors.ts';
import { type Fields, valueOf } from './model.ts';
import { item, parseDictionary, writeDictionary } from './structured-fields.ts';

/** RFC 9530 2, in the algorithms of its section 5 that are secure. */
const hashes: Readonly<Record<string, string>> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

const digestBy = (name: string, content: Uint8Array) => hash(name, content, 'buffer');

/** The value of `Content-Digest` for a content. */
export function contentDigest(content: Uint8Array, algorithm: 'sha-256' | 'sha-512' = 'sha-256'): string {
  const value = digestBy(hashes[algorithm] ?? 'sha256', content);
  return writeDictionary(new Map([[algorithm, item({ type: 'bytes', value })]]));
}

/**
 * Every digest of the field must be the content's, and at least one must be of an algorithm that we know; those of
 * others are passed over (RFC 9530 2).
 * @throws MessageSignatureError
 */
export function checkContentDigest(fields: Fields, content: Uint8Array): void {
  const value = valueOf(fields, 'content-digest');
  if (value === undefined) throw new MessageSignatureError('message.digest_missing', 'no Content-Digest');
  let checked = 0;
  for (const [algorithm, member] of parseDictionary(value)) {
    const name = Object.hasOwn(hashes, algorithm) ? hashes[algorithm] : undefined;
    if (name === undefined) continue;
    if (member.kind !== 'item' || member.value.type !== 'bytes') throw wrong('a digest is octets');
    const digest = digestBy(name, content);
    const given = member.value.value;
    if (digest.length !== given.length || !timingSafeEqual(digest, given)) throw wrong(algorithm);
    checked += 1;
  }
  if (checked === 0) throw new MessageSignatureError('message.digest_missing', 'no digest that we know');
}

const wrong = (what: string) => new MessageSignatureError('message.digest_wrong', what);
