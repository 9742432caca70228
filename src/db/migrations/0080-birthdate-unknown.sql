-- A card opens an account from its certificate, which names no date of birth: null = nobody has told it yet. Nodes of
-- the release before read such rows as a person without that claim.
alter table account alter column birthdate drop not null;
