-- One row: the first day whose spikes have to be judged (again), of topics ($1) or of all others: a count changed, or the day
-- is new. Contacts get other topics when a model is fitted anew: a topic's past is then judged again, too.
-- grain: one row
select min(daily.contact_date) as since
from trends.series_daily as daily
join trends.series as series using (series_code)
left join findings.spike_score as score using (series_code, contact_date)
where
    daily.contact_date >= series.first_judged_date
    and (series.subject_kind = 'topic') = $1
    and case
        when score.contact_date is not null then score.contact_count is distinct from daily.contact_count
        when $1 then true
        -- A series that only now became large enough is judged from now on.
        else daily.contact_date > (
            select coalesce(max(contact_date), date '0001-01-01')
            from findings.spike_score
            where not starts_with(series_code, 'topic:')
        )
    end
