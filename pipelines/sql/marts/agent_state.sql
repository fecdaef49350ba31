-- One row per code of agents' states, with what it counts as; is_known is false where no list names it.
-- grain: state_code
select state_code, class_code, is_known, state_count
from trends.agent_state_class
