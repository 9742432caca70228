-- Whose session it is: the portal's and the court's never pass for one another. Sessions from before are found no more.
alter table portal_session add column client_id text not null default '';
