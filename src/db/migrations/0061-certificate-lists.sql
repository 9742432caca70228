-- What was in a list that is not older than its horizon: more of them later means that something changed since.
alter table certificate_revocation_list add column open_changes integer not null default 0;

-- Few revocations tell since when the key was lost; the lists look for those alone.
create index certificate_event_invalid_since on certificate_event (ca_id, serial) where invalid_since is not null;

-- The newest list, and the newest that was signed, of a partition.
create index certificate_revocation_list_signed on certificate_revocation_list (ca_id, crl_partition, number desc)
  where crl is not null;
