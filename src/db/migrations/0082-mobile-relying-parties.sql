-- Who may use the mobile-signature service, by the name that phones show.
create table mobile_relying_party (
  relying_party_id uuid not null,
  name text not null,
  -- Networks that it calls from, such as 203.0.113.0/24; empty = any.
  networks text[] not null,
  is_active boolean not null,
  created_at timestamptz not null,
  constraint mobile_relying_party_pkey primary key (relying_party_id),
  constraint mobile_relying_party_name unique (name),
  constraint mobile_relying_party_size_check check (length(name) between 1 and 100 and cardinality(networks) <= 50)
);
alter table phone_request add constraint phone_request_relying_party
  foreign key (relying_party_id) references mobile_relying_party (relying_party_id);

grant select on mobile_relying_party to acar_web;
grant insert, update (is_active) on mobile_relying_party to acar_operator;
