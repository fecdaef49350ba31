-- One row: the first day whose spikes have to be judged (again): a count changed, or the day is new.
-- grain: one row
select min(series.contact_date) as since
from trends.series_daily as series
left join findings.spike_score as score using (reason_code, dimension_code, value_code, contact_date)
where
    case
        when score.contact_date is not null then score.contact_count is distinct from series.contact_count
        -- A series that only now became large enough is judged from now on.
        else series.contact_date > (select coalesce(max(contact_date), date '0001-01-01') from findings.spike_score)
    end
