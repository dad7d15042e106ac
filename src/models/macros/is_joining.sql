-- Whether a contact that several buyers use makes one person of them: not a crowded one, not one that was split by hand.
(is_crowded, contact_mark) as not is_crowded
    and coalesce(getvariable('identity_joining')::varchar, 'yes') <> 'no'
    and not list_contains(coalesce(getvariable('identity_splits')::varchar[], []), contact_mark)
