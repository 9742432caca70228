-- Persons and how they prove who they are. The forms of identifiers are rules of src/accounts/model.ts and stand only
-- there; here are bounds, so that no other door can store a novel.
create table account (
  id            uuid        not null constraint account_pkey primary key,
  personal_code text        not null constraint account_personal_code_unique unique
                            constraint account_personal_code_length check (length(personal_code) between 1 and 20),
  given_name    text        not null constraint account_given_name_length check (length(given_name) between 1 and 100),
  family_name   text        not null constraint account_family_name_length check (length(family_name) between 1 and 100),
  patronymic    text        constraint account_patronymic_length check (length(patronymic) between 1 and 100),
  birthdate     date        not null,
  login_code    text        not null constraint account_login_code_unique unique
                            constraint account_login_code_length check (length(login_code) between 1 and 20),
  email         text        constraint account_email_length check (length(email) between 3 and 254),
  mobile        text        constraint account_mobile_length check (length(mobile) between 5 and 16),
  language      text        not null constraint account_language_length check (length(language) between 2 and 8),
  is_active     boolean     not null default true,
  created_at    timestamptz not null,
  activated_at  timestamptz
);

create table password_credential (
  account_id uuid        not null constraint password_credential_pkey primary key
                         constraint password_credential_account references account (id),
  phc        text        not null constraint password_credential_phc_length check (length(phc) between 20 and 512),
  set_at     timestamptz not null
);

create table one_time_code (
  id         uuid        not null constraint one_time_code_pkey primary key,
  -- Null in a decoy: asking for a code of a person who does not exist leaves the same trace.
  account_id uuid        constraint one_time_code_account references account (id),
  purpose    text        not null
                         constraint one_time_code_purpose_known check (purpose in ('activation', 'recovery', 'second_factor')),
  digest     bytea       not null constraint one_time_code_digest_length check (length(digest) = 32),
  -- Digest of the browser that it is bound to; an activation code comes on paper and is bound to none.
  browser    bytea       constraint one_time_code_browser_length check (length(browser) = 32),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  tries_left smallint    not null constraint one_time_code_tries_left_positive check (tries_left >= 0),
  used_at    timestamptz
);

create index one_time_code_account_id on one_time_code (account_id, purpose, created_at);
create index one_time_code_expires_at on one_time_code (expires_at);

-- Where a browser stands in activation or recovery. One of each per browser; a new start takes the old one's place.
create table account_flow (
  browser    bytea       not null constraint account_flow_browser_length check (length(browser) = 32),
  purpose    text        not null constraint account_flow_purpose_known check (purpose in ('activation', 'recovery')),
  account_id uuid        constraint account_flow_account references account (id),
  code_id    uuid        constraint account_flow_code references one_time_code (id) on delete cascade,
  channel    text        constraint account_flow_channel_known check (channel in ('email', 'sms')),
  proven_at  timestamptz,
  expires_at timestamptz not null,
  constraint account_flow_pkey primary key (browser, purpose)
);

create index account_flow_expires_at on account_flow (expires_at);
create index account_flow_code_id on account_flow (code_id);

grant select, insert, update (activated_at) on account to acar_web;
grant select, insert, update (phc, set_at) on password_credential to acar_web;
grant select, insert, update (tries_left, used_at) on one_time_code to acar_web;
grant select, insert, update (account_id, code_id, channel, proven_at, expires_at) on account_flow to acar_web;
grant select (id, expires_at), delete on one_time_code to acar_worker;
grant select (browser, purpose, expires_at, code_id), delete on account_flow to acar_worker;
