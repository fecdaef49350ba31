-- One row per day and source that is silent on it: no contact, where 10 or more are usual on that day of the week. What is
-- usual comes from the eight weeks up to the last day on which the source delivered; a source that has been silent for
-- longer than that has ended, and its silence is what is usual from then on. Days off are no silence.
-- grain: contact_date, source_code
select
    silent.contact_date,
    silent.source_code,
    silent.delivered_date,
    median(earlier.contact_count)::double as usual_count
from core.source_day as silent
join core.source_day as earlier
    on earlier.source_code = silent.source_code
    and dayofweek(earlier.contact_date) = dayofweek(silent.contact_date)
    and earlier.contact_date between silent.delivered_date - 55 and silent.delivered_date
where
    silent.contact_count = 0
    and silent.contact_date - silent.delivered_date <= 56
    and not exists (from ops.holiday where holiday_date = silent.contact_date)
group by all
-- Twice before is the least that makes a day of the week usual; one outage among eight weeks leaves it usual.
having
    count(*) >= 2
    and usual_count >= 10
    and count(*) filter (earlier.contact_count > 0) >= 0.75 * count(*)
