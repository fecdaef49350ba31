-- One row per alert and phrase that sets its contacts apart, the surest first.
-- grain: alert_id, phrase_rank
select
    alert_id,
    phrase_rank,
    phrase,
    language_code,
    alert_count,  -- contacts of the alert that say it
    usual_count,  -- how many of as many usual contacts of the same subject do
    score  -- z of the log-odds
from findings.alert_phrase
