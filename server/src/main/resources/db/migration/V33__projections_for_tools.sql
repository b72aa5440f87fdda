-- What tools need to know of the read models as a whole: how much of the log they contain, and by which policies they go.
create view bi.projections as
  select projection, position, updated_at, rendered_to as follows_until, rendering_at as following_next, rendered_customers
    from control.projections;
comment on view bi.projections is 'The read models, as far as they are';
comment on column bi.projections.projection is 'Read model and version, as its table is called';
comment on column bi.projections.position is 'Position in the log up to which it contains everything';
comment on column bi.projections.updated_at is 'When that position was reached';
comment on column bi.projections.follows_until is 'All rows go by the policies and fits that had come into force by then; null: by those that were shipped';
comment on column bi.projections.following_next is 'When something else came into force that not all rows go by yet; null: nothing';
comment on column bi.projections.rendered_customers is 'Customers that were judged by it already';
