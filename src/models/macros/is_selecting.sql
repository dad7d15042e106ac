-- Whether the reader has narrowed the page to some stages or tiers. A constant to the planner, so branches fall away.
() as coalesce(len(getvariable('stage')::varchar[]), 0) > 0
    or coalesce(len(getvariable('tier')::varchar[]), 0) > 0
