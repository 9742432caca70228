-- The log of the interaction record. Only processes with the role acar_sequencer give records their places and sign;
-- they see entries, which tell nothing, and never the records. Roles belong to the whole server, as in 0001.
do $$
begin
  create role acar_sequencer nologin;
exception when duplicate_object or unique_violation then null;
end $$;
do $$
begin
  execute format('grant acar_sequencer to %I', current_user);
exception when others then
  if not pg_has_role(current_user, 'acar_sequencer', 'member') then raise; end if;
end $$;

grant usage on schema public to acar_sequencer;
grant select on schema_migration to acar_sequencer;

-- From the seed come the salts of the record's parts: as secret as the record. Null in rows from before the log.
alter table interaction_record add column seed bytea
  constraint interaction_record_seed_check check (octet_length(seed) = 32);
grant insert (seed) on interaction_record to acar_web, acar_worker, acar_pki;
create index interaction_record_seedless on interaction_record (id) where seed is null;

-- The seeds of rows that the worker entered into the log afterwards: the rows themselves are never changed.
create table adopted_record (
  record_id bigint not null,
  seed bytea not null,
  constraint adopted_record_pkey primary key (record_id),
  constraint adopted_record_record foreign key (record_id) references interaction_record (id),
  constraint adopted_record_seed_check check (octet_length(seed) = 32)
);
grant select, insert on adopted_record to acar_worker;
grant select on adopted_record to acar_web;

-- Entries that wait for a place, in the order of the records' ids.
create table record_pending (
  record_id bigint not null,
  entry bytea not null,
  constraint record_pending_pkey primary key (record_id),
  constraint record_pending_entry_check check (octet_length(entry) between 1 and 256)
) with (
  -- A queue: what left it must not lie in the way of what comes.
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0
);
grant insert on record_pending to acar_web, acar_worker, acar_pki;
grant select on record_pending to acar_web;
grant select, delete on record_pending to acar_sequencer;

-- Which log it is, and with which key it signs; for ever.
create table record_log (
  is_only boolean not null default true,
  origin text not null,
  verifier_key text not null,
  constraint record_log_pkey primary key (is_only),
  constraint record_log_only_check check (is_only)
);
grant select, insert on record_log to acar_sequencer;

-- The cell with what was signed last. It never goes back.
create table record_head (
  is_only boolean not null default true,
  size bigint not null,
  root bytea not null,
  note text not null,
  signed_at timestamptz not null,
  constraint record_head_pkey primary key (is_only),
  constraint record_head_only_check check (is_only),
  constraint record_head_root_check check (octet_length(root) = 32)
);
grant select, insert on record_head to acar_sequencer;
grant update (size, root, note, signed_at) on record_head to acar_sequencer;

-- Records whose places behind the head are fixed, until the head has moved over them.
create table record_staged (
  is_only boolean not null default true,
  base_size bigint not null,
  ids bigint[] not null,
  -- As in an entry bundle: each behind its length in two octets.
  entries bytea not null,
  constraint record_staged_pkey primary key (is_only),
  constraint record_staged_only_check check (is_only)
);
alter table record_staged alter column entries set storage external, alter column ids set storage external;
grant select, insert, delete on record_staged to acar_sequencer;

-- Hashes do not compress.
create table record_tile (
  level smallint not null,
  place bigint not null,
  hashes bytea not null,
  constraint record_tile_pkey primary key (level, place),
  constraint record_tile_hashes_check check (octet_length(hashes) between 32 and 8192)
);
alter table record_tile alter column hashes set storage external;
grant select, insert on record_tile to acar_sequencer;
grant update (hashes) on record_tile to acar_sequencer;

-- 256 entries in a row, and whose they are.
create table record_bundle (
  place bigint not null,
  ids bigint[] not null,
  entries bytea not null,
  -- The least and the greatest of the ids: ids grow but for transactions that overlapped.
  id_range int8range not null,
  constraint record_bundle_pkey primary key (place),
  constraint record_bundle_count_check check (cardinality(ids) between 1 and 256)
);
alter table record_bundle alter column entries set storage external, alter column ids set storage external;
create index record_bundle_of on record_bundle using gist (id_range);
grant select, insert on record_bundle to acar_sequencer;
grant update (ids, entries, id_range) on record_bundle to acar_sequencer;

-- What everybody may see: signed by the log, by witnesses, and stamped.
create table record_checkpoint (
  size bigint not null,
  note text not null,
  -- An RFC 3161 token over the text of the note.
  time_stamp bytea,
  constraint record_checkpoint_pkey primary key (size)
);
grant select, insert on record_checkpoint to acar_sequencer;
grant update (note, time_stamp) on record_checkpoint to acar_sequencer;

grant select on record_log, record_head, record_staged, record_tile, record_bundle, record_checkpoint to acar_web;
