-- How sure a share is, 3 to 1, by the width of its 95 % interval (Wilson): up to 4 points 3, up to 10 points 2, else 1.
(hits, trials) as case
    when coalesce(trials, 0) = 0 then 1
    when wilson_high(hits, trials) - wilson_low(hits, trials) <= 0.04 then 3
    when wilson_high(hits, trials) - wilson_low(hits, trials) <= 0.10 then 2
    else 1
end
