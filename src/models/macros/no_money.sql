-- The sum of no amounts: 0, or null where no file of the shop says what was paid, so that nothing is told about money.
() as case when coalesce(getvariable('has_money')::boolean, true) then 0 end
