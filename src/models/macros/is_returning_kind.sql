-- Whether a purchase of this kind counts as a returning one, by the definition chosen.
(purchase_kind) as case
    when coalesce(getvariable('returning_window')::varchar, '365') in ('ever', 'any') then purchase_kind <> 'new'
    else purchase_kind = 'year'
end
