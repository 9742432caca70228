-- Agencies answer at the gateway, as themselves; and the person is told of every answer, whoever passed it on.
alter table access_question add column told_at timestamptz;
-- What was answered before is not told late.
update access_question set told_at = answered_at where answered_at is not null;
create index access_question_untold on access_question (answered_at, question_id)
  where answered_at is not null and told_at is null;

grant select (question_id, account_id, exchange, consumer, answered_at), update (answer, answered_at)
  on access_question to acar_gateway;
-- The worker writes the message: the gateway learns no address of a person.
grant select (question_id, account_id, access_id, answered_at, told_at), update (told_at) on access_question to acar_worker;
grant select (id, email, mobile, language) on account to acar_worker;
