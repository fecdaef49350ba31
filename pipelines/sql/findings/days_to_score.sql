-- One row: the first day whose spikes have to be judged (again): a count changed, or the day is new.
-- grain: one row
select min(daily.contact_date) as since
from trends.series_daily as daily
join trends.series as series using (series_code)
left join findings.spike_score as score using (series_code, contact_date)
where
    daily.contact_date >= series.first_judged_date
    and case
        when score.contact_date is not null then score.contact_count is distinct from daily.contact_count
        -- A series that only now became large enough is judged from now on.
        else daily.contact_date > (select coalesce(max(contact_date), date '0001-01-01') from findings.spike_score where series_code is not null)
    end
