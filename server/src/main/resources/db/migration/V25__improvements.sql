-- Improvements that a scorecard led to are found with it.
create index events_improvements on log.events (event_index) where stream_type = 'improvement';
