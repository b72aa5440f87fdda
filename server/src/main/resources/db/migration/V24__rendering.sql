alter table control.projections add column rendering_at timestamptz, add column rendered_customers bigint;
comment on column control.projections.rendering_at is
  'What came into force at this instant is being followed: some rows do, others not yet; null: nothing is';
comment on column control.projections.rendered_customers is 'How many rows do';
