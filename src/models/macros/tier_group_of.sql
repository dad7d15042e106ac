-- The four names that owners use, folded from the eight tiers.
(tier) as case
    when tier in ('important_value', 'important_develop') then 'key_develop'
    when tier in ('important_keep', 'important_win_back') then 'key_win_back'
    when tier in ('general_value', 'general_keep') then 'loyal'
    else 'ordinary'
end
