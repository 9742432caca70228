-- What relying parties are still to be told of sessions that ended, and how the telling went.
create table logout_delivery (
  id bigint generated always as identity,
  client_id text not null,
  subject text not null,
  sid text not null,
  state text not null default 'waiting',
  tries int not null default 0,
  created_at timestamptz not null,
  -- When the next try is due; during a try, until when it belongs to its worker.
  due_at timestamptz not null,
  give_up_at timestamptz not null,
  finished_at timestamptz,
  last_error text,
  constraint logout_delivery_pkey primary key (id),
  constraint logout_delivery_once unique (sid, client_id),
  constraint logout_delivery_state_check check (state in ('waiting', 'delivered', 'failed')),
  constraint logout_delivery_finished_check check ((state = 'waiting') = (finished_at is null))
);

create index logout_delivery_due on logout_delivery (due_at) where state = 'waiting';
create index logout_delivery_troubled on logout_delivery (id) where state <> 'delivered' and last_error is not null;
create index logout_delivery_finished on logout_delivery (finished_at) where finished_at is not null;

grant insert (client_id, subject, sid, created_at, due_at, give_up_at) on logout_delivery to acar_web, acar_worker;
grant select on logout_delivery to acar_web, acar_worker;
grant update (state, tries, due_at, finished_at, last_error) on logout_delivery to acar_worker;
grant delete on logout_delivery to acar_worker;
