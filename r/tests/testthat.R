library(testthat)
library(nflwp)

test_check("nflwp")
