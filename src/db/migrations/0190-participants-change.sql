-- Participants who join a registered case, and those who are taken off it. What was sent to somebody stays theirs to read.

alter table case_event
  -- `participant_added`, `participant_removed`, `participant_replaced`: who, and who came in their place.
  add column participant_id uuid,
  add column replacement_id uuid,
  add constraint case_event_participant foreign key (participant_id) references case_participant (participant_id),
  add constraint case_event_replacement foreign key (replacement_id) references case_participant (participant_id),
  drop constraint case_event_what_check,
  add constraint case_event_what_check check (what in
    ('registered', 'registered_anyway', 'contacts_changed', 'closed', 'reopened',
     'participant_added', 'participant_removed', 'participant_replaced')),
  add constraint case_event_participant_check check (
    (what like 'participant\_%') = (participant_id is not null)
    and (what = 'participant_replaced') = (replacement_id is not null));

-- `withdrawn`: it was not sent any more, for its participant had left the case.
alter table notice_delivery
  drop constraint notice_delivery_state_check,
  add constraint notice_delivery_state_check check (state in
    ('queued', 'sent', 'delivered', 'failed', 'expired', 'available', 'withdrawn'));
-- `removed`: the participant left the case, and nobody needs to reach them any more.
alter table notice_escalation
  drop constraint notice_escalation_outcome_check,
  add constraint notice_escalation_outcome_check check (outcome in
    ('reached', 'read', 'replaced', 'removed', 'sent_again', 'on_paper'));

-- The web role may take back a message that waits, and its delivery; it may neither read a text nor say that something
-- was delivered. A message that is on its way stays as it is.
create function withdraw_messages(of_references uuid[], at timestamptz) returns setof uuid
  language sql security definer set search_path = public, pg_temp as
  $$ update outbox_message
        set state = 'expired', finished_at = at, last_error = 'withdrawn', subject = null, body = null, attachments = null
      where reference = any (of_references) and state = 'waiting' returning reference $$;
create function withdraw_deliveries(delivery_ids uuid[], at timestamptz) returns void
  language sql security definer set search_path = public, pg_temp as
  $$ update notice_delivery set state = 'withdrawn', changed_at = at
      where delivery_id = any (delivery_ids) and state = 'queued' $$;
revoke execute on function withdraw_messages(uuid[], timestamptz), withdraw_deliveries(uuid[], timestamptz) from public;
grant execute on function withdraw_messages(uuid[], timestamptz), withdraw_deliveries(uuid[], timestamptz) to acar_web;
