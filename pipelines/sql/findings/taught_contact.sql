-- One row per contact of the relation taught that has turns: what its record says.
-- grain: contact_id
select contact_id, channel_code, language_code, hold_seconds, transfer_count, is_abandoned
from core.contact
where contact_id in (select contact_id from taught) and turn_count > 0
order by contact_id
