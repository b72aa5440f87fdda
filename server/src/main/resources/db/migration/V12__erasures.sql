-- Erasures are looked for at every start: what broke off is completed, what a restored log does not know is recorded again.
create index events_erasures on log.events (stream) where type = 'customer.personal-data-erased';
