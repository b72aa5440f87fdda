-- The log of events and who may touch it.
--
-- Migrations run as the login user, who owns the database. The running service takes the role relatum_app on every
-- connection of its pool; that role reads and appends to the log and can do nothing else to it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'relatum_app') then
    begin
      create role relatum_app nologin;
    exception
      when insufficient_privilege then
        raise exception 'Relatum needs the role relatum_app, and % may not create roles', current_user
          using hint = format('Let a superuser run: create role relatum_app nologin; grant relatum_app to %I;', current_user);
      when duplicate_object or unique_violation then null;
    end;
  end if;
  if not pg_has_role(current_user, 'relatum_app', 'set') then
    begin
      execute format('grant relatum_app to %I', current_user);
    exception when insufficient_privilege then
      raise exception '% may not take the role relatum_app', current_user
        using hint = format('Let a superuser run: grant relatum_app to %I;', current_user);
    end;
  end if;
end
$$;

-- The schema control is there already: it holds the list of migrations.
create schema if not exists log;
create schema if not exists read;
create schema if not exists bi;

grant usage on schema log, control to relatum_app;
-- Read models are named by version: the service makes and drops their tables and the views on them itself.
grant usage, create on schema read, bi to relatum_app;
alter default privileges in schema control grant select, insert, update, delete on tables to relatum_app;
alter default privileges in schema control grant usage on sequences to relatum_app;

create function log.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '%.% is append-only: % is refused', tg_table_schema, tg_table_name, lower(tg_op)
    using errcode = 'insufficient_privilege';
end
$$;

-- Every event, in the order of writing. Nobody may read rows whose xid is not yet below
-- pg_snapshot_xmin(pg_current_snapshot()): a transaction that started earlier can still commit rows before them.
-- The order of the log is (xid, event_index).
create table log.events (
  event_index bigint generated always as identity primary key,
  xid         xid8        not null default pg_current_xact_id(),
  stream_type text        not null,
  stream      uuid        not null,
  sequence    bigint      not null check (sequence >= 0),
  event_id    uuid        not null,
  type        text        not null,
  revision    int         not null check (revision >= 1),
  recorded_at timestamptz not null,
  payload     bytea       not null,
  metadata    bytea       not null,
  unique (stream, sequence)
);
create index events_order on log.events (xid, event_index);
comment on table log.events is 'Every event as it was recorded; append-only';
comment on column log.events.event_id is 'Random, so unique without an index to prove it: an event is found by stream and sequence, or by position';
comment on column log.events.sequence is 'Place in the stream, from 0, without gaps';

-- The dense order written down by the sequencer: position is the number that every reader of the log speaks.
-- No foreign key: its checks would lock, so write, every row of log.events once more.
create table log.positions (
  position    bigint primary key,
  event_index bigint not null unique
);
comment on table log.positions is 'The order of the log, written once by the sequencer; append-only';

-- Folded states of long streams. They only save time and may be deleted.
create table log.snapshots (
  stream      uuid        not null,
  sequence    bigint      not null,
  type        text        not null,
  revision    text,
  recorded_at timestamptz not null,
  payload     bytea       not null,
  metadata    bytea       not null,
  primary key (stream, sequence)
);

grant select, insert on log.events, log.positions to relatum_app;
grant select, insert, update, delete on log.snapshots to relatum_app;

-- The owner is not bound by grants, but by these.
create trigger append_only before update or delete on log.events
  for each statement execute function log.refuse_change();
create trigger never_truncated before truncate on log.events
  for each statement execute function log.refuse_change();
create trigger append_only before update or delete on log.positions
  for each statement execute function log.refuse_change();
create trigger never_truncated before truncate on log.positions
  for each statement execute function log.refuse_change();
