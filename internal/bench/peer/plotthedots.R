# Charts the series of a file with NHSRplotthedots and says how long it took and what it found.
suppressMessages(library(NHSRplotthedots))
d <- read.csv(commandArgs(TRUE)[1])
d$date <- as.Date(d$date)
began <- proc.time()
r <- as.data.frame(ptd_spc(d, value_field = value, date_field = date, facet_field = series))
took <- proc.time() - began
mean_of <- if ("mean_col" %in% names(r)) r$mean_col else r$mean
cat(sprintf("%.6f %.6f %d %.6f\n", took[["elapsed"]], took[["user.self"]] + took[["sys.self"]],
  sum(r$point_type != "common_cause"), sum(mean_of) + sum(r$lpl) + sum(r$upl)))
