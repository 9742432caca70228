import type { Clock } from '../../../oidc/ports.ts';
import { statement } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { ParticipantContacts } from './escalations.ts';

// The case first, as everybody holds it who changes its participants; the correction stands in its history.
const correct = statement(
  'notice_delivery.correct_contacts',
  `with changed as (
     update court_case set version = version + 1, changed_by = $5, changed_at = $6 where case_id = $1 returning case_id),
   noted as (
     insert into case_event (case_id, what, staff_id, at) select case_id, 'contacts_changed', $5, $6 from changed)
   update case_participant p set mobile = $3, email = $4
     from changed c where p.participant_id = $2 and p.case_id = c.case_id`,
);

/** Contacts as they stand in the case: its version grows, so that nobody overwrites the correction unseen. */
export function createCaseContacts(deps: {
  readonly clock: Clock;
  readonly recorder: Recorder;
}): ParticipantContacts {
  return {
    async correct(tx, { court, member }, { caseId, participantId, mobile, email }) {
      const { staffId } = member;
      const at = new Date(deps.clock.now());
      await tx.query(correct, [caseId, participantId, mobile ?? null, email ?? null, staffId, at]);
      await deps.recorder.record(tx, {
        type: 'case.contacts_changed',
        facts: { court: court.courtId, case: caseId, staff: staffId, participants: 1 },
      });
    },
  };
}
