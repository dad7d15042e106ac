-- The lower end of the 95 % interval (Wilson) of a share seen as `hits` of `trials`.
(hits, trials) as case
    when trials > 0 then (
        hits + 1.9208 - 1.96 * sqrt(hits::double * (trials - hits) / trials + 0.9604)
    ) / (trials + 3.8416)
end
