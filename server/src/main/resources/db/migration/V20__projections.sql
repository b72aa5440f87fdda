-- What the projection engine knows of its own work. The tables of the read models are named by version and made by the engine.
create table control.projections (
  projection text primary key,
  position   bigint      not null,
  updated_at timestamptz not null default clock_timestamp()
);
comment on table control.projections is 'Position up to which each table of schema read contains the log';

create table control.parked (
  projection text        not null,
  customer   uuid        not null,
  position   bigint      not null,
  error      text        not null,
  parked_at  timestamptz not null,
  primary key (projection, customer)
);
comment on table control.parked is 'Customers whose facts could not be folded; their rows are as they were before';
