-- Whether the buyer of a period returns, told from the buyer's first purchase in it; `period_end` is the day after it.
(previous_date, purchase_date, next_date, period_end) as is_returning(previous_date, purchase_date)
    or (coalesce(getvariable('returning_window')::varchar, '365') = 'any' and coalesce(next_date < period_end, false))
