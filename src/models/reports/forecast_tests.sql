-- One row per test of the model on the last 91 days, which were hidden from it. Only where all three are passed is it used.
-- @key test
-- @column test  total: all purchases; groups: by purchases so far; ranking: whether the best tenth is found
-- @column code  the test and its outcome, which choose its sentence in messages
-- @column measured  the relative error of the total; groups within chance; the share of all purchases that the tenth made of which
--  most was expected
-- @column test_limit  what is measured may be at most, or must be at least or above: for the ranking, what the tenth who bought last
--  made
-- @column shown_error  as measured, for the total alone; shown_share likewise for the ranking, limit_share what it is compared with
-- @metric none
-- @counts none
-- @rows apart
-- @unit text: test, code
-- @unit number: measured, test_limit, groups_within, groups_seen
-- @unit percent: shown_share, limit_share
-- @unit change: shown_error
-- @unit flag: is_passed
with
ranked as (
    select
        later_purchases,
        count(*) over (order by expected_purchases desc, customer_id) as by_model,
        count(*) over (order by recency_days, customer_id) as by_recency,
        count(*) over () as customers
    from int_forecast_people
    where forecast = 'past'
),
tenths as (
    select
        sum(later_purchases) filter (where by_model <= ceil(0.1 * customers)) / nullif(sum(later_purchases), 0) as model_share,
        sum(later_purchases) filter (where by_recency <= ceil(0.1 * customers)) / nullif(sum(later_purchases), 0)
            as recency_share
    from ranked
),
summed as (
    select
        count(*) as groups_seen,
        count(*) filter (where is_within) as groups_within,
        sum(expected_total) as expected_total,
        sum(actual_total) as actual_total,
        sum(expected_total) / nullif(sum(actual_total), 0) - 1 as total_error
    from forecast_calibration
),
measured as (
    select
        unnest(['total', 'groups', 'ranking']) as test,
        unnest([1, 2, 3]) as position,
        unnest([total_error, groups_within, model_share]) as measured,
        unnest([0.1, greatest(groups_seen - 1, 1), recency_share]) as test_limit,
        unnest([
            coalesce(abs(total_error) <= 0.1, false),
            groups_within >= greatest(groups_seen - 1, 1),
            coalesce(model_share > recency_share, false)
        ]) as is_passed,
        expected_total,
        actual_total,
        groups_within,
        groups_seen
    from summed
    cross join tenths
    where groups_seen > 0
)
select
    test,
    test || case when is_passed then '_passed' else '_failed' end as code,
    measured,
    test_limit,
    is_passed,
    round(expected_total) as expected_total,
    actual_total,
    groups_within,
    groups_seen,
    case when test = 'total' then measured end as shown_error,
    case when test = 'ranking' then measured end as shown_share,
    case when test = 'ranking' then test_limit end as limit_share
from measured
order by position
