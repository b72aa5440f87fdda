-- Tables of read models are built in a schema of their own while those in schema read are served; then they change places.
create schema build;
grant usage, create on schema build to relatum_app;

create table build.projections (like control.projections including all);
create table build.parked (like control.parked including all);
create table build.partitions (
  partition int primary key
);
comment on table build.partitions is 'Parts of the customers whose rows are copied in; -1: the cells of the key figures';
grant select, insert, update, delete on build.projections, build.parked, build.partitions to relatum_app;

create table control.rebuilds (
  rebuild          uuid        primary key,
  tables           text[]      not null,
  cause            text        not null,
  state            text        not null,
  requested_at     timestamptz not null,
  started_at       timestamptz,
  ended_at         timestamptz,
  settled_at       timestamptz,
  position         bigint,
  partitions       int,
  events_read      bigint      not null default 0,
  events_folded    bigint      not null default 0,
  customers        bigint      not null default 0,
  swap_millis      bigint,
  events_per_second double precision,
  seconds_left     double precision,
  cancelling       boolean     not null default false,
  error            text
);
comment on table control.rebuilds is 'Rebuilds of read models: asked for, at work, ended';
comment on column control.rebuilds.position is 'The events up to here are folded in bulk, later ones as the live engine does';
comment on column control.rebuilds.settled_at is 'What came by time alone up to here is decided in bulk';
-- One at a time.
create unique index rebuilds_open on control.rebuilds ((true)) where ended_at is null;
