-- One row per customer in the reader's selection of stages and tiers; every customer when nothing is selected.
-- @materialize view
-- @when stage: stage_of
-- @key customer_id
-- @metric none
-- @counts rows
select *
from int_customers_scored
where is_stage_selected(stage_of(recency_days)) and is_tier_selected(tier, tier_group)
