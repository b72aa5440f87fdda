-- Published policies are few in a long log: they are found without reading it. So are fits, see V10.
create index events_policies on log.events (event_index) where stream_type = 'policy';
