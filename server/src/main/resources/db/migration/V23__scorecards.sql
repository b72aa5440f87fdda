-- What was set for scorecards and said of them is little in a long log: it is found without reading it.
create index events_scorecards on log.events (event_index) where stream_type = 'scorecard';
