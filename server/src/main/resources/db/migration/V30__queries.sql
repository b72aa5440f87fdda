-- Look-ups of the query side in the log. All are partial: an append pays for the one it belongs to only.

-- The customers, to count and to list them.
create index events_customers on log.events (stream) where sequence = 0 and stream_type = 'customer';

-- The few facts that say which streams make up a relationship.
create index events_memberships on log.events (stream, sequence)
  where type in ('customer.absorbed', 'customer.absorption-undone', 'customer.merged', 'customer.merge-undone');

-- The SKU that product.registered names; its wire form keeps this property for ever, a golden file holds it. Immutable, unlike
-- convert_from: nobody redefines how UTF-8 is read.
create function log.registered_sku(payload bytea) returns text language sql immutable strict parallel safe as
  $$ select convert_from(payload, 'UTF8')::jsonb ->> 'sku' $$;

-- The catalogue in the order of its SKUs, by code point.
create index events_products on log.events ((log.registered_sku(payload) collate "C"))
  where type = 'product.registered';
