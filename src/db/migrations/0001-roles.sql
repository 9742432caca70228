-- The database roles of the processes. Roles belong to the whole server, so another database may have made them.
do $$
begin
  create role acar_web nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  create role acar_worker nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant acar_web, acar_worker to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'acar_web', 'member') then raise; end if;
end $$;

grant usage on schema public to acar_web, acar_worker;
grant select on schema_migration to acar_web, acar_worker;
