-- The relative change of an amount, where both times count enough orders or people to say so (is_fair_base); null otherwise.
(now, before, counted, counted_before) as case
    when is_fair_base(counted_before, counted) then now / nullif(before, 0) - 1
end
