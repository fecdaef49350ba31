-- One row per topic that there is or was, after a model was taken into force: its own, as it describes them now, and those of
-- models before, which have faded. $1: the day of the run, $2: what found its new ones.
-- grain: topic_code
select
    coalesce(now.topic_code, before.topic_code) as topic_code,
    if(now.topic_code is null, before.topic_label, now.label) as topic_label,
    if(now.topic_code is null, before.keywords, now.keywords) as keywords,
    if(now.topic_code is null, before.x, now.x) as x,
    if(now.topic_code is null, before.y, now.y) as y,
    if(before.topic_code is null, $1::date, before.born_date) as born_date,
    coalesce(before.born_by, $2::varchar) as born_by,
    if(now.topic_code is null, 'faded', 'active') as status_code,
    if(now.topic_code is null, coalesce(before.faded_date, $1::date), null) as faded_date,
    if(now.topic_code is null, before.size, now.size) as size
from topics_now as now
full join findings.topic as before on now.topic_code = before.topic_code
