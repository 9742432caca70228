-- How it is seen that a notice reached its participant, and what clerks have to do when it did not.

-- A delivery and the message that carries it have the same UUID: `delivery_id` is the message's `reference`.
drop index notice_delivery_message;
alter table notice_delivery drop column message_id;
-- E-mails stay `sent` for ever: an index of what is open would hold almost all of them.
drop index notice_delivery_open;

-- Notices of which it is not known yet that they reached somebody. A row goes when they did, or when a clerk has to act.
create table notice_watch (
  notice_id uuid not null,
  -- How often it was sent again by itself.
  sent_again int not null default 0,
  -- By then it should have reached its participant.
  limit_at timestamptz not null,
  -- When to look: at the limit, or at once when a delivery failed.
  check_at timestamptz not null,
  constraint notice_watch_pkey primary key (notice_id),
  constraint notice_watch_notice foreign key (notice_id) references notice (notice_id),
  constraint notice_watch_check_check check (check_at <= limit_at)
);
create index notice_watch_due on notice_watch (check_at);

-- A notice that reached nobody: a clerk corrects the contacts and sends it again, or has it delivered on paper.
create table notice_escalation (
  escalation_id uuid not null,
  -- The order of the list.
  entry bigint generated always as identity,
  notice_id uuid not null,
  court_id text not null,
  reason text not null,
  opened_at timestamptz not null,
  -- When the court was told by e-mail.
  told_at timestamptz,
  closed_at timestamptz,
  outcome text,
  -- Absent where nobody needed to act any more.
  closed_by uuid,
  note text,
  constraint notice_escalation_pkey primary key (escalation_id),
  constraint notice_escalation_entry unique (entry),
  constraint notice_escalation_notice foreign key (notice_id) references notice (notice_id),
  constraint notice_escalation_court foreign key (court_id) references court (court_id),
  constraint notice_escalation_by foreign key (closed_by, court_id) references court_staff (staff_id, court_id),
  constraint notice_escalation_reason_check check (reason in ('no_contact', 'not_reached')),
  constraint notice_escalation_outcome_check check (outcome in ('reached', 'read', 'replaced', 'sent_again', 'on_paper')),
  constraint notice_escalation_closed_check check (
    (closed_at is null) = (outcome is null)
    and (closed_by is not null) = coalesce(outcome in ('sent_again', 'on_paper'), false)),
  constraint notice_escalation_note_check check (length(note) between 1 and 500)
);
create unique index notice_escalation_once on notice_escalation (notice_id) where closed_at is null;
create index notice_escalation_open on notice_escalation (court_id, entry) where closed_at is null;
create index notice_escalation_told on notice_escalation (court_id, told_at) where told_at is not null;
create index notice_escalation_untold on notice_escalation (court_id) where told_at is null and closed_at is null;

create trigger notice_escalation_stays before delete on notice_escalation for each row execute function refuse_change();

revoke update on notice_delivery from acar_web, acar_worker;
grant update (state, trouble, changed_at) on notice_delivery to acar_worker;
grant select, insert, update (sent_again, limit_at, check_at) on notice_watch to acar_web, acar_worker;
grant delete on notice_watch to acar_web, acar_worker;
grant select, insert, update (closed_at, outcome, closed_by, note) on notice_escalation to acar_web;
grant select, insert, update (closed_at, outcome, told_at) on notice_escalation to acar_worker;
