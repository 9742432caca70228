import { readCertificate } from '../../../certs/index.ts';
import type { Clock } from '../../../oidc/ports.ts';
import type { Database } from '../../db/index.ts';
import { listRootCrls } from './store.ts';

/** The CRL of a root that is given out. Times in milliseconds since 1970. */
export interface RootCrlState {
  readonly root: string;
  /** Undefined while none is published. */
  readonly nextUpdate: number | undefined;
  /** From then on the next one must be made. */
  readonly warnsAt: number;
}

const longestWarningMs = 28 * 86_400_000;

/**
 * The CRLs of the roots. A root's key lies in a safe and several people come together to use it, so the warning begins
 * four weeks before the end, or in the last third of a list that holds shorter than twelve weeks. A root whose own
 * certificate is over needs no list.
 */
export async function readRootCrlStates(deps: {
  /** As `acar_pki`. */
  readonly db: Database;
  readonly clock: Clock;
}): Promise<readonly RootCrlState[]> {
  const now = deps.clock.now();
  return (await listRootCrls(deps.db)).flatMap(({ name, certificate, list }): readonly RootCrlState[] => {
    const read = readCertificate(certificate);
    if (read.kind === 'read' && read.value.notAfter < now) return [];
    if (!list) return [{ root: name, nextUpdate: undefined, warnsAt: 0 }];
    const { thisUpdate, nextUpdate } = list;
    return [{ root: name, nextUpdate, warnsAt: nextUpdate - warningOf(nextUpdate - thisUpdate) }];
  });
}

function warningOf(termMs: number): number {
  return Math.min(longestWarningMs, termMs / 3);
}

/** Rejects when the CRL of a root ends soon, has ended, or was never published: for `/readyz` of the operator. */
export async function refuseEndingRootCrl(deps: {
  readonly db: Database;
  readonly clock: Clock;
}): Promise<void> {
  const now = deps.clock.now();
  const ending = (await readRootCrlStates(deps)).filter(({ warnsAt }) => warnsAt <= now);
  if (ending.length === 0) return;
  const told = ending.map(({ root, nextUpdate }) =>
    nextUpdate === undefined
      ? `${root} has no CRL`
      : `the CRL of ${root} ${nextUpdate > now ? 'ends' : 'ended'} at ${new Date(nextUpdate).toISOString()}`,
  );
  throw new Error(`${told.join('; ')}: make the next one with acar ca root-crl plan, sign and publish`);
}
