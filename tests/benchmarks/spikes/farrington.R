# What does R's surveillance::farringtonFlexible give on the bench's series?
#
# Rscript farrington.R COUNTS OUT first freq b w noPeriods pastWeeksNotIncluded
# COUNTS: a CSV, one column a series, one row a period; periods from `first` (counted from 1) on are judged, and OUT
# gets their p-values in the same shape.
#
# The improved method of Noufaily et al. 2013 as the package documents it (Salmon et al. 2016): always a trend,
# reweighting at 2.58, the negative-binomial quantile. Its p-value stands in for its threshold, so that rates of false
# alarms can be matched; alarms of fewer than 5 cases in 4 periods, which the agencies leave out, count here.

suppressPackageStartupMessages(library(surveillance))

arguments <- commandArgs(trailingOnly = TRUE)
counts <- as.matrix(read.csv(arguments[1], header = FALSE))
setting <- as.numeric(arguments[3:8])
judged <- setting[1]:nrow(counts)

judge <- function(one) {
  result <- farringtonFlexible(sts(observed = one, frequency = setting[2]), control = list(
    range = judged, b = setting[3], w = setting[4], noPeriods = setting[5], pastWeeksNotIncluded = setting[6],
    thresholdMethod = "nbPlugin", alpha = 0.01, reweight = TRUE, weightsThreshold = 2.58,
    trend = TRUE, pThresholdTrend = 1, glmWarnings = FALSE, limit54 = c(0, 4)
  ))
  p_value <- result@control$pvalue[, 1]
  ifelse(is.na(p_value), 1, p_value) # a model that did not converge says nothing
}

p_values <- suppressWarnings(apply(counts, 2, judge))
write.table(p_values, arguments[2], sep = ",", row.names = FALSE, col.names = FALSE)
