-- The kind of a purchase by the previous one: new (none), year (within the 365 days before), or ever (longer ago).
(previous_date, purchase_date) as case
    when previous_date is null then 'new'
    when previous_date >= purchase_date - 365 then 'year'
    else 'ever'
end
