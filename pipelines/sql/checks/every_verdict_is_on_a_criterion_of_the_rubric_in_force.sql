-- Verdicts of another rubric would be counted beside those of this one.
select contact_id, criterion_code, rubric_version
from findings.contact_criterion
where
    criterion_code not in (select criterion_code from ops.criterion)
    or rubric_version not in (select rubric_version from ops.criterion)
limit 10
