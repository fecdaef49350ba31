-- One row per judged day of what an event can be told of: whole subjects, and slices that ever spiked. The others are most of
-- a long history, and change nothing.
-- grain: series_code, contact_date
select *
from findings.spike_score
where
    series_code in (select series_code from trends.series where slice_size = 0)
    or series_code in (select series_code from findings.spike_score where is_spike)
