-- The certificate that a person last signed with by card, where the site remembers it: the next signing is prepared for it
-- without asking the card first. The card itself refuses to sign for another's certificate.
create table known_signer_certificate (
  account_id uuid not null,
  certificate bytea not null,
  -- JWS name of how the key signed.
  algorithm text not null,
  used_at timestamptz not null,
  constraint known_signer_certificate_pkey primary key (account_id),
  constraint known_signer_certificate_account foreign key (account_id) references account (id),
  constraint known_signer_certificate_size_check check (octet_length(certificate) <= 10000 and length(algorithm) <= 32)
);
grant select, insert, delete, update (certificate, algorithm, used_at) on known_signer_certificate to acar_web;
