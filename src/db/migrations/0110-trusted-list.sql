-- Trusted lists as they were published (ETSI TS 119 612). What services were worth, and when, is in certificate_event.
create table trusted_list (
  -- Only grows (5.3.2).
  sequence_number integer not null,
  issued_at timestamptz not null,
  next_update timestamptz not null,
  -- SHA-256 of what the list says apart from its number and times: another one asks for a new list.
  content_digest bytea not null,
  -- The signed XML.
  list bytea not null,
  constraint trusted_list_pkey primary key (sequence_number),
  constraint trusted_list_number_check check (sequence_number > 0),
  constraint trusted_list_digest_check check (octet_length(content_digest) = 32),
  constraint trusted_list_times_check check (next_update > issued_at)
);

-- A handful among all certificates.
create index certificate_time_stamping on certificate (ca_id, serial)
  where profile = 'time-stamping' and certificate is not null;

grant select, insert on trusted_list to acar_pki;
grant select (sequence_number, issued_at, next_update) on trusted_list to acar_web;
