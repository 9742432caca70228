import { readAll } from '../byte-source.ts';
import {
  attributeOf,
  elementsOf,
  isNamed,
  isWithin,
  readXml,
  textOf,
  type XmlElement,
  XmlError,
  xmlLimits,
} from '../xml/index.ts';
import { decodeBase64 } from './base64.ts';
import { base64Uri, dsNamespace, envelopedUri, filterUri, signatureName, xpathUri } from './names.ts';
import { octetsOf, type ReferencedData } from './octets.ts';
import type { Resolver, Target } from './resolve.ts';
import { type Canonicaliser, canonicaliserOf } from './structure.ts';
import type { Work } from './work.ts';

/** The transforms that are allowed: at most one of each, in this order. */
export interface TransformPlan {
  /** What an enveloped signature leaves out of its document: itself, or all signatures (decision 0002). */
  readonly leavesOut: 'itself' | 'signatures' | undefined;
  readonly canonicaliser: Canonicaliser | undefined;
  readonly isBase64: boolean;
}

/** Undefined where a transform is not on the list; XPath in general and XSLT are not. */
export function planTransforms(transforms: readonly XmlElement[]): TransformPlan | undefined {
  const rest = [...transforms];
  const take = (uri: string) => {
    const [next] = rest;
    const isNext =
      next !== undefined && attributeOf(next, 'Algorithm') === uri && elementsOf(next).length === 0;
    if (isNext) rest.shift();
    return isNext;
  };
  const leavesOutAll = rest[0] !== undefined && leavesOutSignatures(rest[0]);
  if (leavesOutAll) rest.shift();
  const isEnveloped = !leavesOutAll && take(envelopedUri);
  const leavesOut = leavesOutAll ? 'signatures' : isEnveloped ? 'itself' : undefined;
  const isBase64 = take(base64Uri);
  const [next] = rest;
  const canonicaliser = next && !isBase64 ? canonicaliserOf(next) : undefined;
  if (canonicaliser) rest.shift();
  return rest.length === 0 ? { leavesOut, canonicaliser, isBase64 } : undefined;
}

/** The two ways in which "without its signatures" is written in XPath; recognised by their text, and not run. */
const signaturesLeftOut: ReadonlyMap<string, RegExp> = new Map([
  [xpathUri, /^not\(ancestor-or-self::([\w.-]+):Signature\)$/],
  [filterUri, /^\/descendant::([\w.-]+):Signature$/],
]);

function leavesOutSignatures(element: XmlElement): boolean {
  const uri = attributeOf(element, 'Algorithm') ?? '';
  const [expression, ...others] = elementsOf(element);
  const namespace = uri === xpathUri ? dsNamespace : filterUri;
  if (!expression || others.length > 0 || !isNamed(expression, { namespace, local: 'XPath' })) return false;
  if (uri === filterUri && attributeOf(expression, 'Filter') !== 'subtract') return false;
  const prefix = signaturesLeftOut.get(uri)?.exec(textOf(expression).trim())?.[1];
  return prefix !== undefined && expression.namespaces.get(prefix) === dsNamespace;
}

export interface Transforming {
  readonly resolver: Resolver;
  /** The one that has the reference. */
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
  const without =
    plan.leavesOut && isWithin(signature, root) ? leftOut[plan.leavesOut](signature) : undefined;
  // A same-document reference has no comments (RFC 3275 4.3.3.3).
  const nodes = { apex, without, hasComments: false };
  if (!plan.canonicaliser) return { kind: 'nodes', nodes };
  return { kind: 'octets', octets: octetsOf(nodes, plan.canonicaliser, work) };
}

/** RFC 3275 6.6.4, and what the two expressions say. */
const leftOut = {
  itself: (signature: XmlElement) => (element: XmlElement) => element === signature,
  signatures: () => (element: XmlElement) => isNamed(element, signatureName),
} as const;

/** RFC 3275 6.6.2: the text of all nodes, decoded. */
function decodedText(root: XmlElement): ReferencedData | undefined {
  const octets = elementsOf(root).length === 0 ? decodeBase64(textOf(root)) : undefined;
  return octets && { kind: 'octets', octets };
}

async function transformFile(
  content: Extract<ReferencedData, { readonly kind: 'file' }>['content'],
  { leavesOut, isBase64, canonicaliser }: TransformPlan,
  work: Work,
): Promise<ReferencedData | undefined> {
  if (leavesOut || isBase64) return undefined;
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
