-- The Merkle log: docs/formats/ledger.md.
create schema ledger;
grant usage on schema ledger to relatum_app;

-- A finished tile never changes; the last one of each level grows.
create table ledger.tiles (
  level  smallint not null,
  index  bigint   not null,
  hashes bytea    not null,
  primary key (level, index)
);
alter table ledger.tiles alter column hashes set storage external;
comment on table ledger.tiles is 'Hashes of the tree, 32 bytes each, as C2SP tlog-tiles cuts it';

create table ledger.entries (
  first_leaf bigint primary key,
  leaves     int   not null,
  entries    bytea not null
);
comment on table ledger.entries is 'What was hashed of each event, bundled as it was written; append-only';
comment on column ledger.entries.first_leaf is 'From 0: the leaf of position p is p - 1';

create table ledger.checkpoints (
  size      bigint      primary key,
  note      text        not null,
  signed_at timestamptz not null,
  kept      boolean     not null default false
);
comment on table ledger.checkpoints is 'Signed checkpoints: the newest, the last of each hour, and those that are kept';

comment on column ledger.checkpoints.kept is 'Witnesses cosigned it, or a key and the one before it both signed it';

grant select, insert, update on ledger.tiles to relatum_app;
grant select, insert on ledger.entries to relatum_app;
grant select, insert, update, delete on ledger.checkpoints to relatum_app;

create trigger append_only before update or delete on ledger.entries
  for each statement execute function log.refuse_change();
create trigger never_truncated before truncate on ledger.entries
  for each statement execute function log.refuse_change();
