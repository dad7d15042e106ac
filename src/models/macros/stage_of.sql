-- The lifecycle stage of somebody whose last purchase lies so many days back, by the cuts in force.
(recency_days) as stage_at(recency_days, coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365]))
