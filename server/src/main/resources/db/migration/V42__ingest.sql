-- How far messages were taken in. Kafka knows it, too, and forgets it of a group that is away for some days.
create table control.ingest_positions (
  consumer_group  text   not null,
  topic           text   not null,
  topic_partition int    not null,
  next_offset     bigint not null,
  primary key (consumer_group, topic, topic_partition)
);
comment on table control.ingest_positions is 'Which message of Kafka is to be taken in next';
comment on column control.ingest_positions.topic is 'Identifier of the topic: one that is made anew under an old name is another';
