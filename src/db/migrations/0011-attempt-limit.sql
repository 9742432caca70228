-- One row per key that was tried lately. The key is a keyed digest: neither codes nor addresses can be read from it.
create table attempt_limit (
  key_digest    bytea       not null constraint attempt_limit_pkey primary key
                            constraint attempt_limit_key_digest_length check (length(key_digest) = 32),
  scope         text        not null
                            constraint attempt_limit_scope_known check (scope in ('account', 'address', 'account-and-address')),
  tries         integer     not null constraint attempt_limit_tries_positive check (tries >= 0),
  window_start  timestamptz not null,
  last_try_at   timestamptz not null,
  blocked_until timestamptz not null,
  -- Whether the try that wrote this row last was let through: `returning` can tell only of the new row.
  was_allowed   boolean     not null
);

create index attempt_limit_last_try_at on attempt_limit (last_try_at);

grant select, insert, update on attempt_limit to acar_web;
grant select, delete on attempt_limit to acar_worker;
