-- The lifecycle stage of somebody whose last purchase lies so many days back, by four rising cuts. Cuts are upper-inclusive.
(recency_days, cuts) as case
    when recency_days is null then null
    when recency_days <= cuts[1] then 'active'
    when recency_days <= cuts[2] then 'silent'
    when recency_days <= cuts[3] then 'sleeping'
    when recency_days <= cuts[4] then 'lost'
    else 'long_lost'
end
