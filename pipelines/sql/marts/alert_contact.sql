-- One row per alert and contact behind it; is_driver: inside the slice that explains the excess best.
-- grain: alert_id, contact_id
select alert_id, contact_id, is_driver
from findings.alert_contact
