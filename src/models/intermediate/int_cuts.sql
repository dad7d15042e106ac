-- One row: the last days of the first four lifecycle stages, read live, so that a plan stands while a cut is dragged.
-- @materialize view
-- @column cuts  counted from the last purchase: of active, silent, sleeping and lost
-- @metric none
-- @counts none
-- @unit days: cuts
select coalesce(live_variable('cuts')::integer[], [90, 180, 270, 365]) as cuts
