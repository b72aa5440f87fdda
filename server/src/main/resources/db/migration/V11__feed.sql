-- What goes to Kafka, and by whom. How far it got stands in Kafka itself; here it is shown, and here nodes share the work.
create table control.feed_shards (
  topic         text        not null,
  shard         int         not null,
  from_position bigint      not null,
  to_position   bigint,
  position      bigint      not null,
  rows_position bigint,
  node          text,
  leased_until  timestamptz,
  error         text,
  requested_at  timestamptz not null default clock_timestamp(),
  updated_at    timestamptz not null default clock_timestamp(),
  primary key (topic, shard)
);
comment on table control.feed_shards is 'Partitions of topics that events go to';
comment on column control.feed_shards.to_position is 'A replay ends here; null: the feed, which does not end';
comment on column control.feed_shards.position is 'Sent up to here at least; Kafka knows better';
comment on column control.feed_shards.rows_position is 'Changes of rows sent up to here at least; null: none, or all rows are being sent';

create table control.feed_nodes (
  node        text        primary key,
  there_until timestamptz not null
);
comment on table control.feed_nodes is 'Nodes that send to Kafka';

-- Written by whoever writes the rows, in the same transaction, while there are shards.
create table control.row_changes (
  change    bigint generated always as identity primary key,
  model     text not null,
  customers uuid[]
);
comment on table control.row_changes is 'Which rows were written and are not sent to Kafka yet';
comment on column control.row_changes.customers is 'Null: every row of the read model';
