-- A signing of several documents signs all or none: how many it began with, for a document that is deleted meanwhile takes
-- its item with it. Null = it began before this was counted.
alter table document_signing add column documents int;
