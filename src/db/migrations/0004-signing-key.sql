-- The provider's signing keys. When a key is shown, signs and goes follows from the times; rows are only added.
create table signing_key (
  kid text collate "C" not null,
  algorithm text not null,
  -- Two nodes that make the next key at the same time want the same number: one of them wins.
  generation integer not null,
  public_jwk json not null,
  -- AES-256-GCM under a key that the database never sees.
  sealed_private_jwk bytea not null,
  published_at timestamptz not null,
  signs_from timestamptz not null,
  constraint signing_key_pkey primary key (kid),
  constraint signing_key_generation_key unique (algorithm, generation),
  constraint signing_key_times_check check (signs_from >= published_at)
);

grant select, insert on signing_key to acar_web;
