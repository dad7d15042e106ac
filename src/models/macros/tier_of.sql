-- One of eight tiers by three flags: recent, often, much.
(is_recency_high, is_frequency_high, is_monetary_high) as case
    when is_monetary_high and is_recency_high and is_frequency_high then 'important_value'
    when is_monetary_high and is_recency_high then 'important_develop'
    when is_monetary_high and is_frequency_high then 'important_keep'
    when is_monetary_high then 'important_win_back'
    when is_recency_high and is_frequency_high then 'general_value'
    when is_recency_high then 'general_develop'
    when is_frequency_high then 'general_keep'
    else 'general_win_back'
end
