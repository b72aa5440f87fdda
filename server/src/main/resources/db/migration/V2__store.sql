-- What this store is: which data directory's keys belong to it, and whether its recorded times are simulated.
create table control.store (
  only_row  boolean     primary key default true check (only_row),
  store     uuid        not null default gen_random_uuid(),
  made_at   timestamptz not null default clock_timestamp(),
  simulated boolean     not null default false
);
insert into control.store default values;
comment on column control.store.simulated is
  'recordedAt came from a simulated clock (a demonstration); true for ever once it is';

create function control.keep_store() returns trigger language plpgsql as $$
begin
  if tg_op <> 'UPDATE' or new.store <> old.store or (old.simulated and not new.simulated) then
    raise exception 'what a store is never changes' using errcode = 'insufficient_privilege';
  end if;
  return new;
end
$$;
create trigger keep_store before update or delete on control.store
  for each row execute function control.keep_store();
