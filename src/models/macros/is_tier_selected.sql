-- Whether this tier is in the selection; every tier is when none was chosen. A folded name selects its two tiers.
(tier, tier_group) as coalesce(len(getvariable('tier')::varchar[]), 0) = 0
    or list_contains(getvariable('tier')::varchar[], tier)
    or list_contains(getvariable('tier')::varchar[], tier_group)
