-- What became of hearings and of unsigned notices when a case was closed, or went to another judge, stands in its history.
alter table case_event
  -- `hearing_freed`, `hearing_given_up`: which.
  add column hearing_id uuid,
  -- `notices_ended`: whose notices, and how many.
  add column judge_id uuid,
  add column notices int,
  add constraint case_event_hearing foreign key (hearing_id) references hearing (hearing_id),
  add constraint case_event_judge foreign key (judge_id) references court_staff (staff_id),
  drop constraint case_event_what_check,
  add constraint case_event_what_check check (what in
    ('registered', 'registered_anyway', 'contacts_changed', 'closed', 'reopened',
     'participant_added', 'participant_removed', 'participant_replaced',
     'hearing_freed', 'hearing_given_up', 'notices_ended')),
  add constraint case_event_hearing_check check ((what in ('hearing_freed', 'hearing_given_up')) = (hearing_id is not null)),
  add constraint case_event_notices_check check (
    (what = 'notices_ended') = (judge_id is not null) and (judge_id is null) = (notices is null) and notices > 0);

-- Hearings that do not take place, by the rooms of a court: whom they were told to is still to be told.
create index hearing_off on hearing (room_id, starts_at) where state <> 'planned';
