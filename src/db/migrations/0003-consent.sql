-- What persons let services have, as it happened. Rows are only added: what holds now is a query over them.
create table consent_event (
  event_id bigint not null generated always as identity,
  account_id text collate "C" not null,
  client_id text collate "C" not null,
  action text not null,
  -- Empty at a withdrawal, which always takes back everything.
  scopes text[] not null,
  happened_at timestamptz not null,
  constraint consent_event_pkey primary key (event_id),
  constraint consent_event_action_check check (action in ('given', 'withdrawn')),
  constraint consent_event_scopes_check check ((action = 'withdrawn') = (cardinality(scopes) = 0))
);
create index consent_event_account_idx on consent_event (account_id, client_id, event_id);

grant select, insert on consent_event to acar_web;
