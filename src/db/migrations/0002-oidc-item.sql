-- What the identity provider keeps for a while: sessions, grants, codes, tokens, login pages. One row per item.
-- Columns that an index holds do not change while a session slides, so that its updates stay heap-only (HOT).
create table oidc_item (
  kind smallint not null,
  id text collate "C" not null,
  -- json, not jsonb: it is stored and returned as it came, never looked into.
  payload json not null,
  uid text collate "C",
  account_id text collate "C",
  grant_id text collate "C",
  -- Milliseconds since 1970; orders a person's sessions.
  created_at bigint not null,
  -- Seconds since 1970.
  expires_at bigint not null,
  consumed_at bigint,
  -- Coarse on purpose: it changes at most once an hour however often the expiry slides.
  expiry_hour integer not null generated always as (((expires_at + 3599) / 3600)::integer) stored,
  is_session boolean not null generated always as (kind = 1) stored,
  constraint oidc_item_pkey primary key (id, kind),
  constraint oidc_item_kind_check check (kind >= 0)
) with (
  fillfactor = 70,
  autovacuum_vacuum_scale_factor = 0.05,
  autovacuum_analyze_scale_factor = 0.05,
  -- Keeps the table from shrinking below the pages that are laid down here (next statement).
  vacuum_truncate = false
);

-- Each condition fits one query only. While the table is nearly empty all indexes cost the same, and a plan made then may
-- read any index whose condition the query meets from end to end, for as long as its connection lives.
create index oidc_item_session_uid_idx on oidc_item (uid) where is_session and uid is not null;
create index oidc_item_session_account_idx on oidc_item (account_id, created_at)
  where is_session and account_id is not null;
create index oidc_item_grant_idx on oidc_item (grant_id) where grant_id is not null;
create index oidc_item_expiry_idx on oidc_item (expiry_hour);

-- A prepared statement keeps the plan that it made first. On a table of a few pages that plan would read the whole table,
-- and go on doing so while the table grows. These rows come and go at once; the pages that stay make the index cheaper
-- from the first row on.
insert into oidc_item (kind, id, payload, created_at, expires_at)
select 0, n::text, to_json(rpad('', 1000, '.')), 0, 0 from generate_series(1, 1200) n;
delete from oidc_item where kind = 0;

grant select, insert, update, delete on oidc_item to acar_web;
-- The sweep locks rows before it deletes them; locking asks for the right to update some column, and this one is computed.
grant select, update (expiry_hour), delete on oidc_item to acar_worker;
