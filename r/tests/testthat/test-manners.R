test_that("errors are conditions with hints", {
  said <- tryCatch(wp_predict("4th and banana"), wp_error = identity)
  expect_s3_class(said, "wp_error_situation")
  expect_true(nzchar(said$hint))
  expect_match(conditionMessage(said), "hint: ")
  expect_identical(conditionCall(said)[[1L]], quote(wp_predict))
})

test_that("progress is told, and can stop the work", {
  told <- NULL
  add_wp(few(), progress = function(done, all) told <<- c(done, all))
  expect_equal(told[1L], told[2L])
  stop_it <- function(done, all) stop("enough")
  expect_error(wp_train(wp_sample(), trees = 2000, progress = stop_it), "enough")
  expect_message(NULL, NA)
  bar <- capture.output(add_wp(few(1), progress = TRUE), type = "message")
  expect_match(paste(bar, collapse = ""), "100%")
})

test_that("work that is left behind ends", {
  job <- .Call(nflwp:::nflwp_start, "threads", list(threads = 2))
  rm(job)
  invisible(gc())
  job <- .Call(nflwp:::nflwp_start, "no such thing", list())
  while (!.Call(nflwp:::nflwp_wait, job, 10L)) NULL
  taken <- .Call(nflwp:::nflwp_take, job)
  expect_match(taken$message, "no operation")
  expect_null(.Call(nflwp:::nflwp_take, job))
  .Call(nflwp:::nflwp_end, job)
  expect_error(.Call(nflwp:::nflwp_wait, job, 10L), "over")
})

test_that("threads are an option", {
  expect_equal(wp_threads(), 2L)
  before <- wp_threads(1)
  expect_equal(wp_threads(), 1L)
  wp_threads(before)
  expect_equal(wp_threads(), 2L)
  expect_error(wp_threads(0), class = "wp_error_parameter")
  expect_equal(wp_threads(), 2L)
})

test_that("a fork scores too", {
  skip_on_os("windows")
  usual <- add_wp(few(1))$wp
  forked <- parallel::mclapply(1:2, function(i) add_wp(few(1))$wp, mc.cores = 2)
  expect_identical(forked, list(usual, usual))
})

test_that("Ctrl-C stops a training at once", {
  skip_on_cran()
  skip_on_os("windows")
  script <- tempfile(fileext = ".R")
  out <- tempfile()
  writeLines(c(
    sprintf(".libPaths(c(%s))", paste(deparse(.libPaths()), collapse = "")),
    "library(nflwp)",
    sprintf("cat(Sys.getpid(), file = %s)", deparse(out)),
    "tryCatch(wp_train(wp_sample(), trees = 60000), interrupt = function(e) {",
    sprintf("  cat(\"stopped\", file = %s)", deparse(out)),
    "})"
  ), script)
  system2(file.path(R.home("bin"), "Rscript"), shQuote(script), wait = FALSE,
    stdout = FALSE, stderr = FALSE)
  said <- function() if (file.exists(out)) readChar(out, 20) else ""
  for (i in 1:100) {
    if (nzchar(said())) break
    Sys.sleep(0.1)
  }
  Sys.sleep(2)
  tools::pskill(as.integer(said()), tools::SIGINT)
  for (i in 1:100) {
    if (said() == "stopped") break
    Sys.sleep(0.1)
  }
  expect_identical(said(), "stopped")
})
