import { readAll } from '../byte-source.ts';
import {
  attributeOf,
  elementsOf,
  isWithin,
  readXml,
  textOf,
  type XmlElement,
  XmlError,
  xmlLimits,
} from '../xml/index.ts';
import { decodeBase64 } from './base64.ts';
import { base64Uri, envelopedUri } from './names.ts';
import { octetsOf, type ReferencedData } from './octets.ts';
import type { Resolver, Target } from './resolve.ts';
import { type Canonicaliser, canonicaliserOf } from './structure.ts';
import type { Work } from './work.ts';

/** The transforms that are allowed: at most one of each, in this order. */
export interface TransformPlan {
  readonly isEnveloped: boolean;
  readonly canonicaliser: Canonicaliser | undefined;
  readonly isBase64: boolean;
}

/** Undefined where a transform is not on the list; XPath and XSLT are not. */
export function planTransforms(transforms: readonly XmlElement[]): TransformPlan | undefined {
  const rest = [...transforms];
  const take = (uri: string) => {
    const [next] = rest;
    const isNext =
      next !== undefined && attributeOf(next, 'Algorithm') === uri && elementsOf(next).length === 0;
    if (isNext) rest.shift();
    return isNext;
  };
  const isEnveloped = take(envelopedUri);
  const isBase64 = take(base64Uri);
  const [next] = rest;
  const canonicaliser = next && !isBase64 ? canonicaliserOf(next) : undefined;
  if (canonicaliser) rest.shift();
  return rest.length === 0 ? { isEnveloped, canonicaliser, isBase64 } : undefined;
}

export interface Transforming {
  readonly resolver: Resolver;
  /** Which the enveloped-signature transform leaves out (RFC 3275 6.6.4). */
  readonly signature: XmlElement;
  readonly work: Work;
}

/** What a target is after the transforms; undefined where they do not fit it. */
export async function transform(
  target: Extract<Target, { readonly kind: 'document' | 'element' | 'file' }>,
  plan: TransformPlan,
  how: Transforming,
): Promise<ReferencedData | undefined> {
  if (target.kind === 'file') return transformFile(target.file.content, plan, how.work);
  const { resolver, signature, work } = how;
  const apex = target.kind === 'document' ? resolver.document : target.element;
  const root = target.kind === 'document' ? resolver.document.root : target.element;
  if (plan.isBase64) return decodedText(root);
  const without = plan.isEnveloped && isWithin(signature, root) ? signature : undefined;
  // A same-document reference has no comments (RFC 3275 4.3.3.3).
  const nodes = { apex, without, hasComments: false };
  if (!plan.canonicaliser) return { kind: 'nodes', nodes };
  return { kind: 'octets', octets: octetsOf(nodes, plan.canonicaliser, work) };
}

/** RFC 3275 6.6.2: the text of all nodes, decoded. */
function decodedText(root: XmlElement): ReferencedData | undefined {
  const octets = elementsOf(root).length === 0 ? decodeBase64(textOf(root)) : undefined;
  return octets && { kind: 'octets', octets };
}

async function transformFile(
  content: Extract<ReferencedData, { readonly kind: 'file' }>['content'],
  { isEnveloped, isBase64, canonicaliser }: TransformPlan,
  work: Work,
): Promise<ReferencedData | undefined> {
  if (isEnveloped || isBase64) return undefined;
  if (!canonicaliser) return { kind: 'file', content };
  const bytes = await readAll(content, xmlLimits.maxBytes);
  if (!bytes) return undefined;
  try {
    const octets = octetsOf({ apex: readXml(bytes), hasComments: true }, canonicaliser, work);
    return { kind: 'octets', octets };
  } catch (error) {
    if (error instanceof XmlError) return undefined;
    throw error;
  }
}
