-- The name under which the first event of a stream registers a thing, by the property that holds it. The wire forms keep these properties
-- for ever, golden files hold them. Immutable, unlike convert_from: nobody redefines how UTF-8 is read.
create function log.registered_name(payload bytea, property text) returns text language sql immutable strict parallel safe as
  $$ select convert_from(payload, 'UTF8')::jsonb ->> property $$;

drop index log.events_products;
drop function log.registered_sku(bytea);

-- The catalogue and the directory in the order of their names, by code point.
create index events_products on log.events ((log.registered_name(payload, 'sku') collate "C"))
  where sequence = 0 and stream_type = 'product';
create index events_departments on log.events ((log.registered_name(payload, 'department') collate "C"))
  where sequence = 0 and stream_type = 'department';
create index events_staff on log.events ((log.registered_name(payload, 'staff') collate "C"))
  where sequence = 0 and stream_type = 'staff';
