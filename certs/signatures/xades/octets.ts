import { createHash, type Hash } from 'node:crypto';
import { digestOf } from '../byte-source.ts';
import type { HashName } from '../../keys/index.ts';
import type { ByteSource } from '../model.ts';
import { canonicalisations, canonicalText, inclusiveUri, type NodeSet } from '../xml/index.ts';
import type { Canonicaliser } from './structure.ts';
import type { Work } from './work.ts';

/** What a reference yields after its transforms (RFC 3275 4.3.3.2): octets, or nodes that are yet to be made such. */
export type ReferencedData =
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  | { readonly kind: 'nodes'; readonly nodes: NodeSet }
  | { readonly kind: 'file'; readonly content: ByteSource };

const inclusive = canonicalisations.get(inclusiveUri);

/** Where none is named, nodes are made octets by Canonical XML 1.0 (RFC 3275 4.3.3.2, EN 319 132-1 4.5). */
export const defaultCanonicaliser: Canonicaliser | undefined = inclusive && {
  method: inclusive,
  prefixes: new Set(),
};

export function octetsOf(nodes: NodeSet, { method, prefixes }: Canonicaliser, work: Work): Uint8Array {
  const { text, passedOver } = canonicalText(nodes, method, prefixes);
  const octets = Buffer.from(text);
  work.spend(octets.length + passedOver * octetsForPassing);
  return octets;
}

/** What a comment or an element that is left out counts for: a document may be full of them. */
const octetsForPassing = 4;

const fileDigests = new WeakMap<ByteSource, Map<HashName, Promise<Buffer>>>();

/** Of a whole file, read once for each hash however many references there are. */
export function fileDigest(content: ByteSource, hash: HashName): Promise<Buffer> {
  const digests = fileDigests.get(content) ?? new Map<HashName, Promise<Buffer>>();
  fileDigests.set(content, digests);
  const digest = digests.get(hash) ?? digestOf(content, hash);
  digests.set(hash, digest);
  return digest;
}

export interface Digesting {
  readonly hash: HashName;
  /** By which nodes are made octets. */
  readonly canonicaliser: Canonicaliser;
  readonly work: Work;
}

/** The digest of what follows one another. */
export async function digestOfAll(data: readonly ReferencedData[], how: Digesting): Promise<Buffer> {
  const [only, ...others] = data;
  if (only?.kind === 'file' && others.length === 0) return fileDigest(only.content, how.hash);
  const digest = createHash(how.hash);
  for (const one of data) await feed(digest, one, how);
  return digest.digest();
}

async function feed(digest: Hash, data: ReferencedData, { canonicaliser, work }: Digesting): Promise<void> {
  switch (data.kind) {
    case 'octets':
      work.spendHashed(data.octets.length);
      digest.update(data.octets);
      return;
    case 'nodes':
      digest.update(octetsOf(data.nodes, canonicaliser, work));
      return;
    case 'file':
      work.spendHashed(data.content.size);
      for await (const chunk of data.content.open()) digest.update(chunk);
  }
}
