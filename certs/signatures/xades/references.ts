import type { HashName } from '../../keys/index.ts';
import type { ReadDigest } from '../model.ts';
import { digestUris } from './algorithms.ts';
import { defaultCanonicaliser, digestOfAll, type ReferencedData } from './octets.ts';
import type { Target } from './resolve.ts';
import type { ReferenceElement } from './structure.ts';
import { planTransforms, transform, type TransformPlan, type Transforming } from './transforms.ts';

/** A reference with what it leads to. */
export interface CheckedReference {
  readonly reference: ReferenceElement;
  readonly target: Target;
  readonly plan: TransformPlan | undefined;
  /** Undefined where nothing is there, or it cannot be had. */
  readonly data: ReferencedData | undefined;
  readonly outcome: ReadDigest['outcome'];
}

/** RFC 3275 3.2.1, each by itself. */
export async function checkReference(
  reference: ReferenceElement,
  how: Transforming,
): Promise<CheckedReference> {
  const target = how.resolver.resolve(reference.uri);
  const plan = planTransforms(reference.transforms);
  const nothing = { reference, target, plan, data: undefined };
  if (target.kind === 'absent') return { ...nothing, outcome: 'absent' };
  if (target.kind === 'unsupported' || target.kind === 'ambiguous' || !plan)
    return { ...nothing, outcome: 'unobtainable' };
  const data = await transform(target, plan, how);
  const hash = digestUris.get(reference.digestUri);
  if (!data || !hash) return { ...nothing, data, outcome: data ? 'unsupported' : 'unobtainable' };
  const isSame = await matches(data, hash, reference.digest, how);
  return { reference, target, plan, data, outcome: isSame ? 'matches' : 'differs' };
}

async function matches(
  data: ReferencedData,
  hash: HashName,
  digest: Uint8Array | undefined,
  { work }: Transforming,
): Promise<boolean> {
  if (!digest || !defaultCanonicaliser) return false;
  const found = await digestOfAll([data], { hash, canonicaliser: defaultCanonicaliser, work });
  return found.equals(digest);
}
