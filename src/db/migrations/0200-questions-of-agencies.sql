-- Agencies read at the gateway what persons asked them, and nobody else's.
create index access_question_open_of on access_question (consumer, asked_at, question_id) where answered_at is null;
grant select (access_id, body, asked_at) on access_question to acar_gateway;

-- How an answer came: the agency signed it at the gateway, or an operator passed it on.
alter table access_question add column answered_through text;
update access_question q set answered_through = case when exists (
    select from interaction_record r where r.account_id = q.account_id::text and r.type = 'data.question_answered'
      and r.facts ->> 'question' = q.question_id::text and r.facts ? 'payload')
  then 'gateway' else 'operator' end
 where answered_at is not null;
-- A process of the release before, beside this one, does not tell how.
alter table access_question
  add constraint access_question_answered_through_check
    check (answered_through is null or answered_through in ('gateway', 'operator') and answered_at is not null);
grant update (answered_through) on access_question to acar_gateway, acar_operator;
