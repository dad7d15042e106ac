-- The lifecycle stage for a number of days since the last purchase, by the current cuts.
(recency_days) as stage_at(recency_days, coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365]))
