-- Who may speak to the service.

create table control.api_keys (
  id                  text        primary key,
  hash                bytea       not null unique check (length(hash) = 32),
  principal           text        not null,
  roles               text[]      not null check (cardinality(roles) > 0),
  owner               text,
  department          text,
  requests_per_second int         check (requests_per_second >= 0),
  made_at             timestamptz not null,
  made_by             text        not null,
  expires_at          timestamptz,
  revoked_at          timestamptz,
  last_used_at        timestamptz
);
comment on table control.api_keys is 'API keys; the keys themselves are known to their holders only';
comment on column control.api_keys.hash is 'SHA-256 of the key, which is 256 random bits: nothing that could be guessed';
comment on column control.api_keys.principal is 'Who it makes its holder: the actor of what is recorded; several keys may, so that one can take over from another';
comment on column control.api_keys.owner is 'Only customers of this member of staff; null: any';
comment on column control.api_keys.department is 'Only customers of this department; null: any';
comment on column control.api_keys.requests_per_second is '0: any number; null: as configured';
comment on column control.api_keys.last_used_at is 'Written once a minute';
