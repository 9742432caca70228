-- Cases are given to judges by lot: an urn per court and kind of case (src/notices/decisions/0001-lots.md).

-- Secrets of draws, committed to before anybody could know what they decide: each is the hash of the next one, and the
-- hash of the first stands in the record `draw.committed`.
create table draw_chain (
  chain_id uuid not null,
  court_id text not null,
  kind text not null,
  -- 1, 2, ... of the urn.
  number int not null,
  commitment bytea not null,
  length int not null,
  -- So many of its secrets are revealed.
  used int not null default 0,
  -- The last of its secrets, under the master key; gone when it is revealed.
  sealed_seed bytea,
  -- The record that commits to it, and its place in the log, once it is known.
  record_id bigint not null,
  log_place bigint,
  opened_at timestamptz not null,
  constraint draw_chain_pkey primary key (chain_id),
  constraint draw_chain_number unique (court_id, kind, number),
  constraint draw_chain_court foreign key (court_id) references court (court_id),
  constraint draw_chain_record foreign key (record_id) references interaction_record (id),
  constraint draw_chain_commitment_check check (octet_length(commitment) = 32),
  constraint draw_chain_used_check check (used between 0 and length),
  constraint draw_chain_sealed_check check ((sealed_seed is null) = (used = length))
);

-- How many lots of an urn are a judge's; fewer than none after cases that were given by name.
create table draw_lots (
  court_id text not null,
  kind text not null,
  staff_id uuid not null,
  lots int not null,
  constraint draw_lots_pkey primary key (court_id, kind, staff_id),
  constraint draw_lots_judge foreign key (staff_id, court_id) references court_staff (staff_id, court_id)
);

-- A case that needs a judge. It waits for a checkpoint of the log that covers its record.
create table draw_request (
  draw_id uuid not null,
  court_id text not null,
  kind text not null,
  case_id uuid not null,
  cause text not null,
  -- Who had the case.
  from_judge uuid,
  reason text,
  asked_by uuid,
  state text not null default 'waiting',
  -- Why it waits, as a code, where it is not for the checkpoint.
  trouble text,
  record_id bigint not null,
  log_place bigint,
  requested_at timestamptz not null,
  ended_at timestamptz,
  constraint draw_request_pkey primary key (draw_id),
  constraint draw_request_case foreign key (case_id) references court_case (case_id),
  constraint draw_request_from foreign key (from_judge, court_id) references court_staff (staff_id, court_id),
  constraint draw_request_asked_by foreign key (asked_by, court_id) references court_staff (staff_id, court_id),
  constraint draw_request_record foreign key (record_id) references interaction_record (id),
  constraint draw_request_cause_check check (cause in ('registered', 'recused', 'reassigned')),
  constraint draw_request_from_check check ((cause = 'registered') = (from_judge is null)),
  constraint draw_request_reason_check check (length(reason) <= 500),
  constraint draw_request_state_check check (state in ('waiting', 'drawn', 'cancelled')),
  constraint draw_request_trouble_check check (trouble in ('no_judge', 'too_many_judges')),
  constraint draw_request_ended_check check ((state = 'waiting') = (ended_at is null))
);
-- A case waits for one draw at most.
create unique index draw_request_waiting on draw_request (case_id) where state = 'waiting';
create index draw_request_order on draw_request (court_id, kind, log_place) where state = 'waiting';
create index draw_request_of_case on draw_request (case_id, requested_at);

-- The draws of an urn, without gaps, one for each request; all else of a draw is in its record `case.drawn`.
create table draw (
  court_id text not null,
  kind text not null,
  n int not null,
  draw_id uuid not null,
  record_id bigint not null,
  constraint draw_pkey primary key (court_id, kind, n),
  constraint draw_once unique (draw_id),
  constraint draw_of_request foreign key (draw_id) references draw_request (draw_id),
  constraint draw_record foreign key (record_id) references interaction_record (id)
);

-- Days on which a judge gets no new cases, the last one included.
create table judge_leave (
  leave_id uuid not null,
  court_id text not null,
  staff_id uuid not null,
  -- Stands for the judge in the constraint.
  staff_number int not null,
  from_day date not null,
  until_day date not null,
  entered_by uuid not null,
  entered_at timestamptz not null,
  withdrawn_at timestamptz,
  constraint judge_leave_pkey primary key (leave_id),
  constraint judge_leave_judge foreign key (staff_id, court_id) references court_staff (staff_id, court_id),
  constraint judge_leave_entered_by foreign key (entered_by, court_id) references court_staff (staff_id, court_id),
  constraint judge_leave_days_check check (until_day between from_day and from_day + 366),
  constraint judge_leave_once exclude using gist
    (int4range(staff_number, staff_number, '[]') with &&, daterange(from_day, until_day, '[]') with &&)
    where (withdrawn_at is null)
);
create index judge_leave_of_court on judge_leave (court_id, from_day desc);

-- A judge asks to be freed of a case; the chair decides.
create table case_recusal (
  recusal_id uuid not null,
  case_id uuid not null,
  court_id text not null,
  staff_id uuid not null,
  reason text not null,
  state text not null default 'asked',
  asked_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  answer text,
  constraint case_recusal_pkey primary key (recusal_id),
  constraint case_recusal_case foreign key (case_id) references court_case (case_id),
  constraint case_recusal_judge foreign key (staff_id, court_id) references court_staff (staff_id, court_id),
  constraint case_recusal_decided_by foreign key (decided_by, court_id) references court_staff (staff_id, court_id),
  constraint case_recusal_state_check check (state in ('asked', 'accepted', 'refused', 'settled')),
  constraint case_recusal_reason_check check (length(reason) between 1 and 500 and length(answer) <= 500),
  constraint case_recusal_decided_check check ((state = 'asked') = (decided_at is null))
);
create unique index case_recusal_open on case_recusal (case_id) where state = 'asked';
create index case_recusal_of_case on case_recusal (case_id, asked_at);
create index case_recusal_of_court on case_recusal (court_id, asked_at) where state = 'asked';

-- Who may be drawn changes only between draws: everything that changes it, and every draw, takes the court's lock first,
-- so that the order of the records is the order of the changes.
create function lock_draws(court text) returns void language sql as
  $$ select pg_advisory_xact_lock(1710001, hashtext(court)) $$;
create function lock_draws_of_staff() returns trigger language plpgsql as $$
begin
  perform lock_draws(new.court_id);
  return new;
end $$;
create trigger court_staff_between_draws before insert or update of ended_at on court_staff for each row
  execute function lock_draws_of_staff();

-- What tells of a court, for everybody who checks its draws.
create index interaction_record_court on interaction_record ((facts ->> 'court'), id) where facts ? 'court';

grant select on draw_chain, draw_lots, draw_request, draw, judge_leave, case_recusal to acar_worker;
grant select on draw_lots, draw_request, draw, judge_leave, case_recusal to acar_web;
grant select (chain_id, court_id, kind, number, commitment, length, used, record_id, log_place, opened_at)
  on draw_chain to acar_web;
grant insert on draw_chain, draw_lots, draw to acar_worker;
grant update (used, sealed_seed, log_place) on draw_chain to acar_worker;
grant update (lots) on draw_lots to acar_worker, acar_web;
grant insert on draw_lots, draw_request, judge_leave, case_recusal to acar_web;
grant update (state, trouble, log_place, ended_at) on draw_request to acar_worker;
grant update (state, ended_at) on draw_request to acar_web;
grant update (withdrawn_at) on judge_leave to acar_web;
grant update (state, decided_by, decided_at, answer) on case_recusal to acar_web;

-- A draw waits for the log, and takes from it what nobody could foresee.
grant select on record_log to acar_worker;
grant select (place, ids, id_range) on record_bundle to acar_worker;
grant select (size, note) on record_checkpoint to acar_worker;
-- The master key is changed by `acar keys reseal`.
grant select (sealed_seed), update (sealed_seed) on draw_chain to acar_operator;
