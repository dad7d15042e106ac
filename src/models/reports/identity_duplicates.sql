-- One row per phone and name that go together, where one phone has several names or one name several phones: to look at, never joined.
-- @key duplicate, buyer_phone, buyer_name
-- @column duplicate  phone: one phone with several names; name: one name with several phones
-- @column orders  orders with this phone and this name
-- @metric none
-- @counts rows
-- @unit orders: orders
-- @unit text: duplicate
with
named as (
    select
        buyer_phone,
        buyer_name,
        count(*) as orders
    from stg_orders
    where buyer_phone is not null and buyer_name is not null and not contains(buyer_name, '*')
    group by buyer_phone, buyer_name
),
counted as (
    select
        *,
        count(*) over (partition by buyer_phone) as names_of_phone,
        count(*) over (partition by buyer_name) as phones_of_name
    from named
),
repeated as (
    select
        'phone' as duplicate,
        buyer_phone,
        buyer_name,
        orders,
        names_of_phone as alike
    from counted
    where names_of_phone > 1
    union all
    select
        'name' as duplicate,
        buyer_phone,
        buyer_name,
        orders,
        phones_of_name as alike
    from counted
    where phones_of_name > 1
)
select
    duplicate,
    buyer_phone,
    buyer_name,
    orders::integer as orders
from repeated
order by
    duplicate desc,
    alike desc,
    case when duplicate = 'phone' then buyer_phone else buyer_name end,
    buyer_phone,
    buyer_name
