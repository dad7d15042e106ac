-- Whether a contact joins its buyers to one customer: not when it is crowded, or was split by hand.
(is_crowded, contact_mark) as not is_crowded
    and coalesce(getvariable('identity_joining')::varchar, 'yes') <> 'no'
    and not list_contains(coalesce(getvariable('identity_splits')::varchar[], []), contact_mark)
