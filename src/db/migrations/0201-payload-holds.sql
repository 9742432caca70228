-- Legal holds: what a payload says must not be erased, however old it is, while a court or an investigation needs it.
-- src/records/decisions/0004.
create table payload_hold (
  hold_id uuid not null,
  -- One of these: a payload; or every payload of exchanges of a case, about a person, with an agency.
  payload_id uuid,
  case_number text,
  -- The keyed digest of the personal code, and the account where there is one.
  subject text,
  account_id text,
  organisation text,
  reason text not null,
  -- Then it ends by itself.
  until timestamptz not null,
  placed_by text not null,
  placed_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  end_reason text,
  constraint payload_hold_pkey primary key (hold_id),
  constraint payload_hold_scope_check check (num_nonnulls(payload_id, case_number, subject, organisation) = 1),
  constraint payload_hold_account_check check (account_id is null or subject is not null),
  constraint payload_hold_until_check check (until > placed_at),
  constraint payload_hold_ended_check check (num_nulls(ended_at, ended_by, end_reason) in (0, 3)),
  constraint payload_hold_size_check
    check (length(case_number) between 1 and 64 and length(subject) = 64 and length(account_id) <= 128 and length(organisation) between 1 and 64
      and length(reason) between 1 and 300 and length(end_reason) between 1 and 300
      and length(placed_by) between 1 and 64 and length(ended_by) between 1 and 64)
);
create index payload_hold_page on payload_hold (placed_at, hold_id);
create index payload_hold_payload on payload_hold (payload_id) where payload_id is not null;
create index payload_hold_case on payload_hold (case_number) where case_number is not null;
create index payload_hold_subject on payload_hold (subject) where subject is not null;
create index payload_hold_account on payload_hold (account_id) where account_id is not null;
create index payload_hold_organisation on payload_hold (organisation) where organisation is not null;

grant select on payload_hold to acar_worker;
grant insert on payload_hold to acar_operator;
grant select, update (ended_at, ended_by, end_reason) on payload_hold to acar_operator;

-- What the record of a payload is about. A request about several persons has a record for each, and its payload belongs to
-- the first one's: the others are found by the number of the exchange.
create function payload_concerns(wanted uuid) returns table (account_id text, facts jsonb) language sql stable as $$
  select r.account_id, r.facts from record_payload_claim c join interaction_record r on r.id = c.record_id
   where c.payload_id = wanted
  union all
  select s.account_id, s.facts
    from record_payload_claim c join interaction_record r on r.id = c.record_id
    join interaction_record s on s.facts ->> 'exchange' = r.facts ->> 'exchange'
     and s.facts ->> 'consumer' = r.facts ->> 'consumer'
   where c.payload_id = wanted and s.type in ('data.answered', 'data.failed')
$$;

-- All holds that are or were on a payload: what it concerns is read once, however many holds there are.
create function payload_holds(wanted uuid) returns setof payload_hold language sql stable as $$
  select h.* from payload_hold h where h.payload_id = wanted
  union
  select h.* from payload_concerns(wanted) about join payload_hold h
      on h.subject = about.facts ->> 'subject' or h.account_id = about.account_id
      or h.case_number = about.facts ->> 'case'
      or h.organisation in (about.facts ->> 'consumer', about.facts ->> 'provider')
$$;

-- Whoever erases: what is held stays. A hold that is being placed waits for erasures that are under way, and they for it.
create function refuse_held_erasure() returns trigger language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_advisory_xact_lock_shared(2010001);
  if exists (select from public.payload_holds(new.payload_id) h where h.ended_at is null and h.until > new.erased_at) then
    raise exception 'payload % is held', new.payload_id
      using errcode = 'check_violation', constraint = 'record_payload_held';
  end if;
  return new;
end $$;
create trigger record_payload_held before update on record_payload
  for each row when (old.erased_at is null and new.erased_at is not null) execute function refuse_held_erasure();

-- For the checker: what records say of holds.
create index interaction_record_hold on interaction_record (id) where type = 'payload.held';
create index interaction_record_hold_end on interaction_record ((facts ->> 'hold')) where type = 'payload.hold_ended';
