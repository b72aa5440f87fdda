-- Whoever answers requests need not be the node that writes rows.
alter table control.parked add column retry boolean not null default false;
comment on column control.parked.retry is 'Whether the customer is to be folded again';
alter table build.parked add column retry boolean not null default false;
