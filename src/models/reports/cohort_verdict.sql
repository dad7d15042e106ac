-- One row per sentence that answers whether newer customers are better than older ones: their return, their value, what it rests on.
-- @key position
-- @column position  order of the sentences
-- @column code  the sentence, in messages as cohort.<code>
-- @column share_points  the newer customers' share who came back, less the older ones'
-- @column points_low  lower end of its 95 % interval (Newcombe); points_high the upper one
-- @metric F22
-- @counts customers
-- @people customers: from int_acquisitions where first_date between $from_date and $until_date
-- @people older_customers: from int_acquisitions where first_date between $older_from and $older_until
-- @rows alternatives
-- @apart older_customers
-- @whole value_per_customer, older_value, window_days
-- @unit number: position
-- @unit percent: older_share
-- @unit points: share_points, points_low, points_high
-- @unit money: older_value
-- @unit customers: older_customers
-- @unit days: window_days
-- @unit date: older_from, older_until
-- @unit text: code
-- @good higher: share_points
with
both_sides as (
    select
        newer.base,
        newer.window_days,
        newer.customers,
        newer.from_date,
        newer.until_date,
        newer.came_back_share,
        newer.value_per_customer,
        older.customers as older_customers,
        older.from_date as older_from,
        older.until_date as older_until,
        older.came_back_share as older_share,
        older.value_per_customer as older_value,
        newer.came_back_share - older.came_back_share as share_points,
        newer.came_back_share - older.came_back_share
        - sqrt((newer.came_back_share - newer.share_low) ** 2 + (older.share_high - older.came_back_share) ** 2) as points_low,
        newer.came_back_share - older.came_back_share
        + sqrt((newer.share_high - newer.came_back_share) ** 2 + (older.came_back_share - older.share_low) ** 2) as points_high,
        (newer.value_per_customer - older.value_per_customer)
        / nullif(sqrt(newer.value_error ** 2 + older.value_error ** 2), 0) as value_distance
    from cohort_comparison as newer
    inner join cohort_comparison as older on older.side = 'older'
    where newer.side = 'newer'
),
said as (
    select
        1 as position,
        case
            when base = 'short' then 'short'
            when least(customers, older_customers) < 30 then 'few'
            when points_low > 0 then 'share_more'
            when points_high < 0 then 'share_less'
            else 'share_same'
        end as code,
        *
    from both_sides
    union all
    select
        2 as position,
        case when value_distance > 1.96 then 'value_more' when value_distance < -1.96 then 'value_less' else 'value_same' end as code,
        *
    from both_sides
    where value_per_customer is not null and older_value is not null
    union all
    select
        3 as position,
        'base_before' as code,
        *
    from both_sides
    where base = 'before' and least(customers, older_customers) >= 30
)
select
    position::integer as position,
    code,
    window_days,
    customers,
    from_date,
    until_date,
    came_back_share,
    value_per_customer,
    older_customers,
    older_from,
    older_until,
    older_share,
    older_value,
    share_points,
    points_low,
    points_high
from said
order by position
