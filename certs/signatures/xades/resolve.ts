import type { NamedFile } from '../model.ts';
import { descendants, type XmlDocument, type XmlElement } from '../xml/index.ts';

/** What the URI of a reference names. Nothing is ever fetched. */
export type Target =
  | { readonly kind: 'document' }
  | { readonly kind: 'element'; readonly element: XmlElement }
  | { readonly kind: 'file'; readonly file: NamedFile }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unsupported' }
  /** The name belongs to more than one. */
  | { readonly kind: 'ambiguous'; readonly of: 'id' | 'file' };

/** Finds what the references of one document name. */
export interface Resolver {
  readonly document: XmlDocument;
  resolve(uri: string | undefined): Target;
}

export function createResolver(document: XmlDocument, files: readonly NamedFile[]): Resolver {
  const ids = indexIds(document.root);
  const names = new Map<string, NamedFile | 'ambiguous'>();
  for (const file of files) names.set(file.name, names.has(file.name) ? 'ambiguous' : file);
  const fileOf = (name: string | undefined): Target | undefined => {
    const found = name === undefined ? undefined : names.get(name);
    if (found === 'ambiguous') return { kind: 'ambiguous', of: 'file' };
    return found && { kind: 'file', file: found };
  };
  return {
    document,
    resolve(uri) {
      if (uri === undefined) return { kind: 'unsupported' };
      if (uri === '') return { kind: 'document' };
      if (uri.startsWith('#')) return elementOf(ids, uri.slice(1));
      if (uri.includes('#')) return { kind: 'unsupported' };
      // Some makers leave a name as it is, others encode it (RFC 3986 2.1) as they must.
      return fileOf(decoded(uri)) ?? fileOf(uri) ?? { kind: 'absent' };
    },
  };
}

/** An XPointer is none of what is resolved here, and neither is an Id with characters that no Id has. */
function elementOf(ids: ReadonlyMap<string, XmlElement | 'ambiguous'>, id: string): Target {
  if (id.startsWith('xpointer(')) return { kind: 'unsupported' };
  const found = ids.get(id);
  if (found === 'ambiguous') return { kind: 'ambiguous', of: 'id' };
  return found ? { kind: 'element', element: found } : { kind: 'absent' };
}

function decoded(uri: string): string | undefined {
  try {
    return decodeURIComponent(uri);
  } catch {
    return undefined;
  }
}

const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';

/** Without a schema, every attribute that readers of signatures take for an Id is one; which they take differs. */
function indexIds(root: XmlElement): ReadonlyMap<string, XmlElement | 'ambiguous'> {
  const ids = new Map<string, XmlElement | 'ambiguous'>();
  for (const element of descendants(root))
    for (const { local, namespace, value } of element.attributes) {
      const isId = local.toLowerCase() === 'id' && (namespace === '' || namespace === xmlNamespace);
      if (!isId || ids.get(value) === element) continue;
      ids.set(value, ids.has(value) ? 'ambiguous' : element);
    }
  return ids;
}
