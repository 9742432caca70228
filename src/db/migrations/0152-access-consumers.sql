-- Which agencies ever asked about a person, one step for each agency and not for each request.
create index interaction_record_subject_consumer on interaction_record ((facts ->> 'subject'), (facts ->> 'consumer'))
  where facts ? 'subject' and type in ('data.requested', 'data.refused');
