-- What happened between persons, agencies and the service: written once, never changed, never removed.
create table interaction_record (
  -- The order in which rows were begun; the order of their commits may differ by as much as transactions overlap.
  id bigint generated always as identity,
  at timestamptz not null,
  type text not null,
  account_id text,
  client_id text,
  session_uid text,
  facts jsonb not null,
  constraint interaction_record_pkey primary key (id),
  constraint interaction_record_type_check check (type ~ '^[a-z_]+\.[a-z_]+$'),
  constraint interaction_record_facts_check check (jsonb_typeof(facts) = 'object' and length(facts::text) <= 4000)
);

-- A person's history, page by page.
create index interaction_record_account on interaction_record (account_id, id desc) where account_id is not null;

grant insert (at, type, account_id, client_id, session_uid, facts) on interaction_record to acar_web, acar_worker;
grant select on interaction_record to acar_web, acar_worker;
