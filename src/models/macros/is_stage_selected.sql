-- Whether this stage is in the selection; every stage is when none was chosen.
(stage) as coalesce(len(getvariable('stage')::varchar[]), 0) = 0
    or list_contains(getvariable('stage')::varchar[], stage)
