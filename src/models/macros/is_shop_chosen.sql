-- Whether an order's shop and platform are among those that the reader looks at; all are when none was chosen.
(platform, shop) as (
        coalesce(len(getvariable('shop')::varchar[]), 0) = 0
        or list_contains(getvariable('shop')::varchar[], coalesce(shop, ''))
    )
    and (
        coalesce(len(getvariable('platform')::varchar[]), 0) = 0
        or list_contains(getvariable('platform')::varchar[], platform)
    )
