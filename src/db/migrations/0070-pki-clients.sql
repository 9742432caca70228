-- Systems that may order certificates by themselves (REST and EST), known by a certificate of ours. A change is a new
-- version; what a system might do at any time stays readable.
create table pki_client (
  name text not null,
  version integer not null,
  -- Of the system's certificate: the semantic identifier of its organisation and the name of the system.
  subject_id text not null,
  subject_name text not null,
  authorities text[] not null,
  profiles text[] not null,
  -- Names that belong to the system: its certificates by EST have them all, its orders may name them.
  host_names text[] not null,
  is_active boolean not null,
  created_at timestamptz not null,
  constraint pki_client_pkey primary key (name, version),
  constraint pki_client_name_check check (name ~ '^[a-z][a-z0-9-]{0,62}$'),
  constraint pki_client_version_check check (version >= 1),
  constraint pki_client_size_check check (cardinality(authorities) between 1 and 50
    and cardinality(profiles) between 1 and 50 and cardinality(host_names) <= 100)
);
create index pki_client_subject on pki_client (subject_id, subject_name);

grant select, insert on pki_client to acar_pki;

-- The status page tells how old the lists are.
grant select (ca_id, crl_partition, number, base_number, this_update, next_update, crl)
  on certificate_revocation_list to acar_web;
