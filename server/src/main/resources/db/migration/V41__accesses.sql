-- Who looked at a customer is found without reading what was looked at otherwise.

-- The customers that access.recorded names; its wire form keeps these properties for ever, a golden file holds them. Immutable, unlike
-- convert_from: nobody redefines how UTF-8 is read.
create function log.accessed_customers(payload bytea) returns uuid[] language sql immutable strict parallel safe as
  $$ select coalesce(array_agg(distinct (access ->> 'customer')::uuid) filter (where access ->> 'customer' is not null), '{}')
       from jsonb_array_elements(convert_from(payload, 'UTF8')::jsonb -> 'accesses') as access $$;

create index events_accesses_of_customers on log.events using gin (log.accessed_customers(payload))
  where type = 'access.recorded';
create index events_accesses on log.events (event_index) where type = 'access.recorded';
