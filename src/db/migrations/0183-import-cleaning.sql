-- What stood in a file goes some weeks after the file: the text of rows that became no case, and files that nobody chose.
-- Whose row was refused is a person like those whose row was not.
create index case_import_row_text on case_import_row (import_id) where source <> '';
create index case_import_held on case_import (court_id, created_at) where state in ('receiving', 'held');
create index case_import_finished on case_import (finished_at) where finished_at is not null;
grant delete on case_import to acar_worker;
