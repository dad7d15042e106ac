-- One row per customer and tag: from a customers export, or typed in by the reader.
-- @key customer_id, tag
-- @column source  own where the reader typed it, else export
-- @metric none
-- @counts rows
select
    customer_id,
    tag,
    max(source) as source
from int_customer_facts
where tag is not null
group by customer_id, tag
order by tag, customer_id
