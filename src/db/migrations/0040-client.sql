-- Relying parties. A change is a new version; what a client was at any time stays readable.
create table client_version (
  client_id text not null,
  version integer not null,
  metadata jsonb not null,
  secret_digest text,
  is_active boolean not null,
  created_at timestamptz not null,
  constraint client_version_pkey primary key (client_id, version),
  constraint client_version_starts_at_one check (version >= 1),
  constraint client_version_secret_is_digest check (secret_digest like 'sha256:%')
);

create function notify_client_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('client_changed', new.client_id);
  return null;
end $$;

create trigger client_version_changed after insert on client_version
  for each row execute function notify_client_changed();

grant select, insert on client_version to acar_web;
grant select on client_version to acar_worker;
