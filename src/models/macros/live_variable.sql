-- The value of a variable that holds numbers, as text, looked up whenever a plan is run; null when it is not set. `getvariable`
-- is looked up when the plan is made, so a plan that is kept while a slider moves has to read that variable with this.
(variable) as (select nullif(max(value), 'NULL') from duckdb_variables() where name = variable)
