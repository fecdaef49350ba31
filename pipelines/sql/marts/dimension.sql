-- One row per dimension that contacts are sliced by.
-- grain: dimension_code
select dimension_code, dimension_label
from ops.dimension
where is_sliced or dimension_code in ('channel_code', 'site_code', 'language_code')
