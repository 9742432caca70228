-- What a document of several files holds, by names and digests: whoever signs it is shown every one of them.
-- Null for a document of one file.
alter table document
  add column files jsonb,
  add constraint document_files_check check (jsonb_typeof(files) = 'array' and length(files::text) <= 8000);
