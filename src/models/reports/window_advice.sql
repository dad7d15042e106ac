-- One row: which length of the active stage fits this shop, or why none is suggested. Not narrowed by a selection.
-- @column code  window_suggested, window_fits, window_short_history or window_few_returns: its sentence stands in messages
-- @column window_days  the length suggested
-- @column active_days  the length that is set now
-- @column second_customers  customers seen to buy a second time
-- @metric F6
-- @counts second_customers
-- @people second_customers: from purchases where purchase_number = 2
-- @whole window_days, active_days, still_return_rate, history_days
-- @unit percent: still_return_rate
-- @unit customers: second_customers
-- @unit days: window_days, active_days
with
suggested as (
    select
        max(window_days) filter (where is_suggested) as window_days,
        max(still_return_rate) filter (where is_suggested) as still_return_rate
    from window_adviser
)
select
    case
        when suggested.window_days = stage_cut(1) then 'window_fits'
        when suggested.window_days is not null then 'window_suggested'
        when int_second_waits.second_customers < 100 then 'window_few_returns'
        else 'window_short_history'
    end as code,
    suggested.window_days,
    stage_cut(1) as active_days,
    suggested.still_return_rate,
    int_second_waits.second_customers,
    int_settings.history_days
from suggested
cross join int_second_waits
cross join int_settings
