-- Receipts of the records by which draws are computed anew, of months that are over: made at the first download, once. A row
-- that is lost is made again.
create table draw_receipt (
  record_id bigint not null,
  receipt text not null,
  constraint draw_receipt_pkey primary key (record_id),
  constraint draw_receipt_record foreign key (record_id) references interaction_record (id),
  constraint draw_receipt_size_check check (length(receipt) <= 20000)
);
grant select, insert on draw_receipt to acar_web;
