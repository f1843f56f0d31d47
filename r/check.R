# The tests on the installed package, for r/test.sh; prints a closing line that counts.
result <- testthat::test_dir("testthat", package = "nflwp", load_package = "installed",
  reporter = "check", stop_on_failure = FALSE)
table <- as.data.frame(result)
failed <- sum(table$failed) + sum(table$error)
cat(sprintf("%d passed, %d failed, %d skipped\n", sum(table$passed), failed, sum(table$skipped)))
quit(status = failed > 0)
