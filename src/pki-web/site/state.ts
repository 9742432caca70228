import type { ServiceState } from '../../pki/index.ts';
import type { Liveness } from './model.ts';

/** How the lists of an authority stand, all parts together. */
export interface ListState {
  readonly authority: string;
  readonly partitions: number;
  /** Of the newest list; undefined where a part has none yet. */
  readonly number: string | undefined;
  /** Of the oldest part. */
  readonly thisUpdate: number | undefined;
  readonly nextUpdate: number | undefined;
  readonly isOverdue: boolean;
}

export function listStates({ authorities, lists }: ServiceState, now: number): readonly ListState[] {
  return authorities.map(({ caId, name, partitions }) => {
    const own = lists.filter((list) => list.caId === caId);
    const made = own.flatMap(({ number, thisUpdate, nextUpdate }) =>
      number === undefined || thisUpdate === undefined || nextUpdate === undefined
        ? []
        : [{ number: BigInt(number), thisUpdate, nextUpdate }],
    );
    const isComplete = made.length === own.length && made.length > 0;
    const nextUpdate = isComplete ? Math.min(...made.map((list) => list.nextUpdate)) : undefined;
    return {
      authority: name,
      partitions,
      number: isComplete
        ? String(made.reduce((most, { number }) => (number > most ? number : most), 0n))
        : undefined,
      thisUpdate: isComplete ? Math.min(...made.map((list) => list.thisUpdate)) : undefined,
      nextUpdate,
      isOverdue: nextUpdate !== undefined && nextUpdate < now,
    };
  });
}

/** What the status page tells, for machines. */
export function stateDocument(state: ServiceState, liveness: Liveness, now: number) {
  return {
    at: iso(now),
    ocsp: liveness.ocsp ? 'answers' : 'silent',
    timeStamps: liveness.timeStamps ? 'answers' : 'silent',
    authorities: state.authorities.map(({ name, kind, fingerprint, notBefore, notAfter, isIssuing }) => ({
      name,
      kind,
      fingerprint,
      isIssuing,
      notBefore: iso(notBefore),
      notAfter: iso(notAfter),
    })),
    lists: listStates(state, now).map((list) => ({
      ...list,
      number: list.number ?? null,
      thisUpdate: iso(list.thisUpdate),
      nextUpdate: iso(list.nextUpdate),
    })),
    trustedList: state.trustedList && {
      sequenceNumber: state.trustedList.sequenceNumber,
      nextUpdate: iso(state.trustedList.nextUpdate),
    },
    lastEvent: state.lastEvent ? { action: state.lastEvent.action, at: iso(state.lastEvent.at) } : null,
  };
}

function iso(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
