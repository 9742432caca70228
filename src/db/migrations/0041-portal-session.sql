-- The portal's own sessions as a relying party. Nothing here is history: rows go when they end.
create table portal_login_attempt (
  state_digest bytea not null,
  browser_digest bytea not null,
  nonce text not null,
  code_verifier text not null,
  return_to text not null,
  expires_at timestamptz not null,
  constraint portal_login_attempt_pkey primary key (state_digest)
);
create index portal_login_attempt_browser on portal_login_attempt (browser_digest, expires_at);
create index portal_login_attempt_expiry on portal_login_attempt (expires_at);

create table portal_session (
  id_digest bytea not null,
  account_id text not null,
  name text not null,
  acr text not null,
  amr text[] not null,
  auth_time timestamptz not null,
  sid text not null,
  id_token text not null,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  constraint portal_session_pkey primary key (id_digest)
);
create index portal_session_sid on portal_session (sid);
create index portal_session_account on portal_session (account_id);
create index portal_session_last_seen on portal_session (last_seen_at);

-- Logout tokens that were carried out, until they would have expired anyway.
create table portal_logout_token (
  jti_digest bytea not null,
  expires_at timestamptz not null,
  constraint portal_logout_token_pkey primary key (jti_digest)
);
create index portal_logout_token_expiry on portal_logout_token (expires_at);

grant select, insert, delete on portal_login_attempt to acar_web;
grant select, insert, delete on portal_session to acar_web;
grant update (last_seen_at) on portal_session to acar_web;
grant select, insert on portal_logout_token to acar_web;
grant select (state_digest, expires_at), delete on portal_login_attempt to acar_worker;
grant select (id_digest, created_at, last_seen_at), delete on portal_session to acar_worker;
grant select (jti_digest, expires_at), delete on portal_logout_token to acar_worker;
