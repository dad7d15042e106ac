-- Whether a change from `base` orders or buyers to `now` says anything: 30 of them at least, and less than ten times as many
-- now. After a closed week of a few orders the next one is thousands of per cent more, which tells nobody anything.
(base, now) as coalesce(base >= 30 and now < 10 * base, false)
