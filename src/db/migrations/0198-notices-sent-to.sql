-- A person's history tells which court notices were sent to them, by the digest of their code.
create index interaction_record_sent_to on interaction_record ((facts ->> 'subject'), id desc) where type = 'notice.sent';
