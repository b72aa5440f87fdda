-- Things with a stream of their own, to list them.
create index events_subjects on log.events (stream_type, stream)
  where sequence = 0 and stream_type in ('survey', 'improvement', 'article');
