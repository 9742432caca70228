-- What an operator's command line may do beyond a web process: block persons, change their contacts, answer a stolen
-- signing key, and put the keys under a new master key. Roles belong to the whole server, as in 0001.
do $$
begin
  create role acar_operator nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  grant acar_web to acar_operator;
  execute format('grant acar_operator to %I', current_user);
exception when others then
  if not pg_has_role('acar_operator', 'acar_web', 'member')
     or not pg_has_role(current_user, 'acar_operator', 'member') then raise; end if;
end $$;

grant update (is_active, email, mobile) on account to acar_operator;

-- A revoked key is gone from the published keys at once, whatever its times say.
create table signing_key_revocation (
  kid text collate "C" not null,
  revoked_at timestamptz not null,
  constraint signing_key_revocation_pkey primary key (kid),
  constraint signing_key_revocation_key foreign key (kid) references signing_key (kid)
);
grant select on signing_key_revocation to acar_web;
grant insert on signing_key_revocation to acar_operator;
grant update (sealed_private_jwk) on signing_key to acar_operator;
