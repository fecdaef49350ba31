-- One row per criterion of the rubric in force, and how far people agree with the machine on it.
-- grain: criterion_code
select
    criterion.*,
    coalesce(agreed.review_count, 0) as review_count,
    agreed.agreement,
    agreed.kappa,
    agreed.kappa_low,
    agreed.kappa_high,
    agreed.is_trusted  -- null: too few reviews to say
from ops.criterion as criterion
left join findings.criterion_agreement as agreed using (criterion_code)
