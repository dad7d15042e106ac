-- One row per event of the trade's calendar and year, 2015 to 2030, and per event that the reader typed in.
-- @key event, from_date, source
-- @column event  a code whose name stands in messages, or the name as it was typed
-- @column kind  holiday, promotion, or what the reader called it
-- @column region  cn or west: whose calendar it is; own for the reader's
-- @column importance  1 for what marks a year; 2 for the others
-- @column peak_date  the day that counts most: the last of a promotion, the first of a holiday
-- @metric none
-- @counts none
-- @unit number: importance
-- @unit date: from_date, to_date, peak_date
-- @unit text: event, kind, region, source
-- @check from_date <= peak_date and peak_date <= to_date
with
-- Chinese New Year, Dragon Boat (5th of the 5th month), Qixi (7th of the 7th) and Mid-Autumn (15th of the 8th), as the Hong Kong Observatory's
-- Gregorian-lunar conversion tables publish them; Easter Sunday by the Gregorian rule
moving as (
    select unnest([
        {'year': 2015, 'spring': date '2015-02-19', 'dragon': date '2015-06-20', 'qixi': date '2015-08-20', 'autumn': date '2015-09-27', 'easter': date '2015-04-05'},
        {'year': 2016, 'spring': date '2016-02-08', 'dragon': date '2016-06-09', 'qixi': date '2016-08-09', 'autumn': date '2016-09-15', 'easter': date '2016-03-27'},
        {'year': 2017, 'spring': date '2017-01-28', 'dragon': date '2017-05-30', 'qixi': date '2017-08-28', 'autumn': date '2017-10-04', 'easter': date '2017-04-16'},
        {'year': 2018, 'spring': date '2018-02-16', 'dragon': date '2018-06-18', 'qixi': date '2018-08-17', 'autumn': date '2018-09-24', 'easter': date '2018-04-01'},
        {'year': 2019, 'spring': date '2019-02-05', 'dragon': date '2019-06-07', 'qixi': date '2019-08-07', 'autumn': date '2019-09-13', 'easter': date '2019-04-21'},
        {'year': 2020, 'spring': date '2020-01-25', 'dragon': date '2020-06-25', 'qixi': date '2020-08-25', 'autumn': date '2020-10-01', 'easter': date '2020-04-12'},
        {'year': 2021, 'spring': date '2021-02-12', 'dragon': date '2021-06-14', 'qixi': date '2021-08-14', 'autumn': date '2021-09-21', 'easter': date '2021-04-04'},
        {'year': 2022, 'spring': date '2022-02-01', 'dragon': date '2022-06-03', 'qixi': date '2022-08-04', 'autumn': date '2022-09-10', 'easter': date '2022-04-17'},
        {'year': 2023, 'spring': date '2023-01-22', 'dragon': date '2023-06-22', 'qixi': date '2023-08-22', 'autumn': date '2023-09-29', 'easter': date '2023-04-09'},
        {'year': 2024, 'spring': date '2024-02-10', 'dragon': date '2024-06-10', 'qixi': date '2024-08-10', 'autumn': date '2024-09-17', 'easter': date '2024-03-31'},
        {'year': 2025, 'spring': date '2025-01-29', 'dragon': date '2025-05-31', 'qixi': date '2025-08-29', 'autumn': date '2025-10-06', 'easter': date '2025-04-20'},
        {'year': 2026, 'spring': date '2026-02-17', 'dragon': date '2026-06-19', 'qixi': date '2026-08-19', 'autumn': date '2026-09-25', 'easter': date '2026-04-05'},
        {'year': 2027, 'spring': date '2027-02-06', 'dragon': date '2027-06-09', 'qixi': date '2027-08-08', 'autumn': date '2027-09-15', 'easter': date '2027-03-28'},
        {'year': 2028, 'spring': date '2028-01-26', 'dragon': date '2028-05-28', 'qixi': date '2028-08-26', 'autumn': date '2028-10-03', 'easter': date '2028-04-16'},
        {'year': 2029, 'spring': date '2029-02-13', 'dragon': date '2029-06-16', 'qixi': date '2029-08-16', 'autumn': date '2029-09-22', 'easter': date '2029-04-01'},
        {'year': 2030, 'spring': date '2030-02-03', 'dragon': date '2030-06-05', 'qixi': date '2030-08-05', 'autumn': date '2030-09-12', 'easter': date '2030-04-21'}
    ], recursive := true)
),
dated as (
    select
        *,
        -- the second Sunday of May, and the day after the fourth Thursday of November
        make_date(year, 5, 8) + (7 - isodow(make_date(year, 5, 8)))::integer as mothers_day,
        make_date(year, 11, 22) + ((11 - isodow(make_date(year, 11, 22))) % 7)::integer + 1 as black_friday
    from moving
),
-- the New Year shopping festival has no fixed days: four weeks to one week before the New Year is our own rule
shipped as (
    select
        unnest([
            'new_year', 'new_year_shopping', 'spring_festival', 'valentines', 'womens_day', 'labour_day', 'mothers_day', 'mid_year', 'dragon_boat', 'qixi',
            'mid_autumn', 'national_day', 'double_11', 'double_12', 'easter', 'black_friday', 'cyber_monday', 'christmas'
        ]) as event,
        unnest([
            'holiday', 'promotion', 'holiday', 'promotion', 'promotion', 'holiday', 'promotion', 'promotion', 'holiday', 'promotion',
            'holiday', 'holiday', 'promotion', 'promotion', 'holiday', 'promotion', 'promotion', 'holiday'
        ]) as kind,
        unnest([
            'both', 'cn', 'cn', 'both', 'cn', 'cn', 'both', 'cn', 'cn', 'cn', 'cn', 'cn', 'cn', 'cn', 'west', 'west', 'west', 'west'
        ]) as region,
        unnest([2, 2, 1, 2, 2, 2, 2, 1, 2, 2, 2, 2, 1, 1, 2, 1, 2, 1]) as importance,
        unnest([
            make_date(year, 1, 1), spring - 28, spring - 1, make_date(year, 2, 14), make_date(year, 3, 8),
            make_date(year, 5, 1), mothers_day, make_date(year, 6, 1), dragon, qixi, autumn, make_date(year, 10, 1), make_date(year, 11, 1), make_date(year, 12, 12),
            easter - 2, black_friday, black_friday + 3, make_date(year, 12, 24)
        ]) as from_date,
        unnest([
            make_date(year, 1, 1), spring - 8, spring + 6, make_date(year, 2, 14), make_date(year, 3, 8),
            make_date(year, 5, 5), mothers_day, make_date(year, 6, 18), dragon, qixi, autumn, make_date(year, 10, 7), make_date(year, 11, 11), make_date(year, 12, 12),
            easter + 1, black_friday, black_friday + 3, make_date(year, 12, 26)
        ]) as to_date,
        unnest([
            make_date(year, 1, 1), spring - 8, spring, make_date(year, 2, 14), make_date(year, 3, 8),
            make_date(year, 5, 1), mothers_day, make_date(year, 6, 18), dragon, qixi, autumn, make_date(year, 10, 1), make_date(year, 11, 11), make_date(year, 12, 12),
            easter, black_friday, black_friday + 3, make_date(year, 12, 25)
        ]) as peak_date
    from dated
),
typed as (
    select distinct
        unnest(getvariable('own_event_names')::varchar[]) as event,
        unnest(getvariable('own_event_kinds')::varchar[]) as kind,
        unnest(getvariable('own_event_from_dates')::date[]) as from_date,
        unnest(getvariable('own_event_to_dates')::date[]) as to_date
)
select event, kind, region, importance, 'builtin' as source, from_date, to_date, peak_date
from shipped
where coalesce(getvariable('builtin_events')::varchar, 'yes') <> 'no'
union all
select event, min(kind), 'own', 1, 'own', from_date, max(to_date), from_date
from typed
group by event, from_date
order by from_date, event
