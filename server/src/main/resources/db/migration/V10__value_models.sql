-- Fits are few in a long log: they are found without reading it.
create index events_value_models on log.events (event_index) where stream_type = 'value-model';
