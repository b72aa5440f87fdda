-- Where Axon Server records the events, log.events is a copy in its order: how far it is. No row: events are recorded here.
create table log.copied (
  only_row    boolean primary key default true check (only_row),
  first_index bigint  not null check (first_index >= 0),
  next_index  bigint  not null check (next_index >= first_index)
);
comment on table log.copied is 'How far the copy of the log of Axon Server is';
comment on column log.copied.first_index is 'Index in Axon Server of the event at position 1';
comment on column log.copied.next_index is 'Index of the first event that is not copied yet';
grant select, insert, update on log.copied to relatum_app;
