-- What persons ask agencies about requests for their data, and the answers. A question is asked once for a request.
create table access_question (
  question_id uuid not null,
  account_id uuid not null,
  -- The record of the request, and the agency's name of it.
  access_id bigint not null,
  exchange text not null,
  consumer text not null,
  body text not null,
  asked_at timestamptz not null,
  answer text,
  answered_at timestamptz,
  constraint access_question_pkey primary key (question_id),
  constraint access_question_once unique (account_id, access_id),
  constraint access_question_account foreign key (account_id) references account (id),
  constraint access_question_record foreign key (access_id) references interaction_record (id),
  constraint access_question_body_check check (length(body) between 1 and 2000),
  constraint access_question_answer_check check (length(answer) between 1 and 4000),
  constraint access_question_answered_check check ((answer is null) = (answered_at is null))
);
create index access_question_open on access_question (asked_at, question_id) where answered_at is null;

-- Persons ask at the portal; the operator passes the agency's answer on.
grant select on access_question to acar_web;
grant insert (question_id, account_id, access_id, exchange, consumer, body, asked_at) on access_question to acar_web;
grant update (answer, answered_at) on access_question to acar_operator;
