-- The lifecycle stage for a number of days since the last purchase, by four ascending cuts (upper-inclusive).
(recency_days, cuts) as case
    when recency_days is null then null
    when recency_days <= cuts[1] then 'active'
    when recency_days <= cuts[2] then 'silent'
    when recency_days <= cuts[3] then 'sleeping'
    when recency_days <= cuts[4] then 'lost'
    else 'long_lost'
end
