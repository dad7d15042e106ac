-- The lifecycle stage of somebody whose last purchase lies so many days back. Cuts are upper-inclusive.
(recency_days) as case
    when recency_days is null then null
    when recency_days <= coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365])[1] then 'active'
    when recency_days <= coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365])[2] then 'silent'
    when recency_days <= coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365])[3] then 'sleeping'
    when recency_days <= coalesce(getvariable('cuts')::integer[], [90, 180, 270, 365])[4] then 'lost'
    else 'long_lost'
end
