import { openHearing } from '../hearings/index.ts';

/** The columns of a `NoticeStanding`, of {@link standingTables}. */
export const standingColumns = `n.state, n.kind, n.judge_id as "judgeId", s.ended_at is null as "isInOffice",
     c.state as "caseState", c.judge_id as "caseJudgeId", h.state as "hearingState", h.starts_at as "hearingAt",
     h.ends_at as "hearingUntil", (n.fields ->> 'formerHearing')::uuid as "formerHearingId",
     exists (select from notice w where w.replaces = n.replaces and w.kind = 'withdrawal' and w.state = 'sent')
       as "isAboutWithdrawn",
     exists (select from notice q where q.replaces = n.replaces and q.state = 'sent' and q.signed_at > n.prepared_at)
       as "isFollowed",
     exists (select from hearing f where f.hearing_id = (n.fields ->> 'formerHearing')::uuid and ${openHearing('f')})
       or exists (select from notice q where q.hearing_id = n.hearing_id and q.kind = 'postponement' and q.state = 'sent')
       as "isFormerOpen",
     p.removed_at is not null as "isParticipantRemoved"`;
export const standingTables = `notice n join court_case c on c.case_id = n.case_id
     join court_staff s on s.staff_id = n.judge_id join case_participant p on p.participant_id = n.participant_id
     left join hearing h on h.hearing_id = n.hearing_id`;
