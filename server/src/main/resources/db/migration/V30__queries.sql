-- Look-ups of the query side in the log. All are partial: an append pays for the one it belongs to only.

-- The customers, to count and to list them.
create index events_customers on log.events (stream) where sequence = 0 and stream_type = 'customer';

-- The few facts that say which streams make up a relationship.
create index events_memberships on log.events (stream, sequence)
  where type in ('customer.absorbed', 'customer.absorption-undone');

-- The catalogue by SKU. The wire form of product.registered keeps this property for ever: a golden file holds it.
create index events_products on log.events (((convert_from(payload, 'UTF8')::jsonb ->> 'sku') collate "C"))
  where type = 'product.registered';
