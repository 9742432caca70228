import type { Clock } from '../../../oidc/ports.ts';
import type { Transaction } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import { type CaseDetail, detailOf, typedOf } from './detail.ts';
import { insertEvent } from './history-store.ts';
import type { Acting, Participant } from './model.ts';
import { updateContacts } from './participant-store.ts';
import { searchWords } from './search.ts';
import { writeWords } from './search-store.ts';
import { holdCase, touchCase } from './store.ts';

interface ContactsDeps {
  readonly clock: Clock;
  readonly recorder: Recorder;
}

/** Who corrects, at which court. */
interface Correcting {
  readonly court: Pick<Acting['court'], 'courtId'>;
  readonly member: Acting['member'];
}

/** For rooms that learn how a participant is reached: the contacts belong to the case. */
export interface ParticipantContacts {
  /**
   * Writes contacts that changed, in the caller's transaction, with all that a correction leaves: the case's version
   * grows, its history and the record tell who did it. A contact that is not named stays. False when the court has no
   * such participant.
   */
  correct(
    tx: Transaction,
    correcting: Correcting,
    order: {
      readonly caseId: string;
      readonly participantId: string;
      readonly contacts: Partial<Pick<Participant, 'mobile' | 'email'>>;
    },
  ): Promise<boolean>;
}

export function createParticipantContacts(deps: ContactsDeps): ParticipantContacts {
  return {
    async correct(tx, correcting, { caseId, participantId, contacts }) {
      const there = await holdCase(tx, correcting.court.courtId, caseId);
      if (!there || there.state === 'draft') return false;
      const detail = await detailOf(tx, there);
      const one = detail.participants.find((other) => other.participantId === participantId);
      if (!one) return false;
      const now = { ...one, ...contacts };
      if (isOther(one, now)) await writeContacts(deps, tx, correcting, { detail, changed: [now] });
      return true;
    },
  };
}

export function isOther(
  one: Participant,
  now: Pick<Participant, 'code' | 'mobile' | 'email' | 'language'>,
): boolean {
  return (['code', 'mobile', 'email', 'language'] as const).some((name) => one[name] !== now[name]);
}

/** Participants as they are from now on, in a case that is held. */
export async function writeContacts(
  { clock, recorder }: ContactsDeps,
  tx: Transaction,
  { court, member }: Correcting,
  { detail, changed }: { readonly detail: CaseDetail; readonly changed: readonly Participant[] },
): Promise<void> {
  const { caseId, entry, number } = detail.case;
  const { staffId } = member;
  const at = new Date(clock.now());
  for (const one of changed) await updateContacts(tx, caseId, one);
  const now = detail.participants.map(
    (one) => changed.find(({ participantId }) => participantId === one.participantId) ?? one,
  );
  await writeWords(tx, { courtId: court.courtId, entry }, searchWords(typedOf(detail.case, now), number));
  await touchCase(tx, caseId, { staffId, at });
  await insertEvent(tx, { caseId, what: 'contacts_changed', staffId, at });
  await recorder.record(tx, {
    type: 'case.contacts_changed',
    facts: { court: court.courtId, case: caseId, staff: staffId, participants: changed.length },
  });
}
