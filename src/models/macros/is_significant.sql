-- Whether two shares differ by more than chance would make them (two-sided, 95 %, unpooled).
(hits, trials, hits_before, trials_before) as coalesce(
    abs(hits / nullif(trials, 0) - hits_before / nullif(trials_before, 0)) > 1.96 * sqrt(
        (hits / nullif(trials, 0)) * (1 - hits / nullif(trials, 0)) / nullif(trials, 0)
        + (hits_before / nullif(trials_before, 0)) * (1 - hits_before / nullif(trials_before, 0))
        / nullif(trials_before, 0)
    ),
    false
)
