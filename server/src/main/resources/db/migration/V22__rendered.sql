alter table control.projections add column rendered_to timestamptz;
comment on column control.projections.rendered_to is
  'All rows follow the policies and fits that came into force up to this instant; null: only the shipped defaults';
