-- Whether a purchase counts as a returning one: another within the 365 days before it, or ever before it.
(previous_date, purchase_date) as case
    when previous_date is null then false
    when coalesce(getvariable('returning_window')::varchar, '365') in ('ever', 'any') then true
    else previous_date >= purchase_date - 365
end
