-- Documents that persons sign. Their bytes lie in pieces, each sealed under a key of its content, which is sealed under a
-- key from the master key: the database alone tells nobody what a document says.

create table document_content (
  content_id uuid not null,
  -- AES-256-GCM of the content's own key.
  sealed_key bytea not null,
  created_at timestamptz not null,
  -- Null until every piece is there.
  size bigint,
  -- SHA-256 of the bytes as they are for people.
  digest bytea,
  constraint document_content_pkey primary key (content_id),
  constraint document_content_whole_check check ((size is null) = (digest is null)),
  constraint document_content_digest_check check (octet_length(digest) = 32)
);
create index document_content_created on document_content (created_at);

create table document_piece (
  content_id uuid not null,
  place int not null,
  octets bytea not null,
  constraint document_piece_pkey primary key (content_id, place),
  constraint document_piece_content foreign key (content_id) references document_content (content_id) on delete cascade,
  constraint document_piece_size_check check (octet_length(octets) <= 1048576)
);
-- Sealed bytes do not compress.
alter table document_piece alter column octets set storage external;

create table document (
  document_id uuid not null,
  -- The order of lists.
  number bigint generated always as identity,
  name text not null,
  media_type text not null,
  original_content_id uuid not null,
  -- What the signatures made of it; null while there are none.
  signed_content_id uuid,
  format text not null,
  -- Grows with every change of the content: a signature is for one version.
  version int not null default 1,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint document_pkey primary key (document_id),
  constraint document_number unique (number),
  constraint document_original foreign key (original_content_id) references document_content (content_id),
  constraint document_signed foreign key (signed_content_id) references document_content (content_id),
  constraint document_name_check check (length(name) between 1 and 200),
  constraint document_type_check check (length(media_type) <= 100),
  constraint document_format_check check (format in ('PAdES', 'ASiC-E'))
);
create index document_original on document (original_content_id);
create index document_signed on document (signed_content_id);

-- Whose a document is: its owner, and whom the owner asks to sign. Known by personal code, for who is asked may have no
-- account yet.
create table document_person (
  document_id uuid not null,
  personal_code text not null,
  role text not null,
  added_at timestamptz not null,
  signed_at timestamptz,
  constraint document_person_pkey primary key (document_id, personal_code),
  constraint document_person_document foreign key (document_id) references document (document_id) on delete cascade,
  constraint document_person_role_check check (role in ('owner', 'signer')),
  constraint document_person_code_check check (length(personal_code) between 1 and 20)
);
create unique index document_owner on document_person (document_id) where role = 'owner';
create index document_person_code on document_person (personal_code);

-- A signing spans several requests, with a person between them.
create table document_signing (
  signing_id uuid not null,
  account_id uuid not null,
  way text not null,
  -- Card: the browser's next answer is for this step alone.
  stage text not null,
  certificate bytea,
  -- Name of the signature scheme.
  scheme text,
  phone_request_id uuid,
  -- The language of the visible stamp on a PDF; null = none.
  stamp_language text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  -- `signed`, or a code that says why not.
  outcome text,
  constraint document_signing_pkey primary key (signing_id),
  constraint document_signing_account foreign key (account_id) references account (id),
  constraint document_signing_way_check check (way in ('by_card', 'by_phone')),
  constraint document_signing_stage_check check (stage in ('certificate', 'value', 'finishing', 'over')),
  constraint document_signing_ended_check
    check ((stage = 'over') = (ended_at is not null) and (ended_at is null) = (outcome is null)),
  constraint document_signing_size_check check (octet_length(certificate) <= 10000 and length(outcome) <= 64 and length(stamp_language) <= 8)
);
create index document_signing_expiry on document_signing (expires_at);

create table document_signing_item (
  signing_id uuid not null,
  place smallint not null,
  document_id uuid not null,
  version int not null,
  -- What the format wants back, and what the key signs; null until the certificate is known.
  state text,
  to_be_signed bytea,
  is_open boolean not null default true,
  constraint document_signing_item_pkey primary key (signing_id, place),
  constraint document_signing_item_signing
    foreign key (signing_id) references document_signing (signing_id) on delete cascade,
  constraint document_signing_item_document
    foreign key (document_id) references document (document_id) on delete cascade,
  constraint document_signing_item_size_check
    check (octet_length(to_be_signed) <= 1048576 and length(state) <= 4194304)
);
-- One signing of a document at a time.
create unique index document_being_signed on document_signing_item (document_id) where is_open;
create index document_signing_item_document on document_signing_item (document_id);

-- The history of a document.
create index interaction_record_document on interaction_record ((facts ->> 'document'), id desc)
  where type like 'document.%';

grant select, insert, delete on document_content, document_piece, document, document_person to acar_web;
grant update (size, digest) on document_content to acar_web;
grant update (signed_content_id, version, changed_at) on document to acar_web;
grant update (signed_at) on document_person to acar_web;
grant select, insert on document_signing, document_signing_item to acar_web;
grant update (stage, certificate, scheme, phone_request_id, expires_at, ended_at, outcome) on document_signing to acar_web;
grant update (state, to_be_signed, is_open) on document_signing_item to acar_web;

-- Another master key.
grant update (sealed_key) on document_content to acar_operator;

-- What no document holds any more, and signings that are long over.
grant select (content_id, created_at), delete on document_content to acar_worker;
grant select (content_id, place), delete on document_piece to acar_worker;
grant select (document_id, original_content_id, signed_content_id) on document to acar_worker;
grant select (signing_id, expires_at), delete on document_signing to acar_worker;
grant select (signing_id), delete on document_signing_item to acar_worker;
