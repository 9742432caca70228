import type { Clock } from '../../../oidc/ports.ts';
import { statement } from '../../db/index.ts';
import type { Recorder } from '../../records/index.ts';
import type { ParticipantContacts } from './escalations.ts';

const correct = statement(
  'notice_delivery.correct_contacts',
  `with corrected as (
     update case_participant set mobile = $3, email = $4 where participant_id = $2 and case_id = $1 returning case_id)
   update court_case k set version = k.version + 1, changed_by = $5, changed_at = $6
     from corrected c where k.case_id = c.case_id`,
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
