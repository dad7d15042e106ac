-- The value of a variable of numbers as text, read each time a plan is run; null when it is not set. `getvariable`
-- is evaluated when the plan is made, so a plan that is kept while a slider moves has to use this instead.
(variable) as (select nullif(max(value), 'NULL') from duckdb_variables() where name = variable)
