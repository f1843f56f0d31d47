test_that("a model is trained, tested, saved and read", {
  plays <- wp_sample()
  model <- wp_train(plays, seasons = 3001, trees = 10)
  again <- wp_train(plays[plays$season == 3001, ], trees = 10)
  expect_identical(add_wp(few(1), model), add_wp(few(1), again))
  expect_identical(again$bytes, wp_train(plays[plays$season == 3001, ], trees = 10)$bytes)
  expect_output(print(model), "3001: [0-9,]+ plays of 16 games")
  tested <- wp_evaluate(model, plays, seasons = 3002, resamples = 100)
  expect_equal(sum(tested$confusion), tested$plays)
  overall <- tested$metrics[tested$metrics$quarter == "all", ]
  expect_true(overall$value[overall$metric == "log_loss"] < log(2))
  expect_output(print(tested), "season 3002")
  expect_error(wp_evaluate(model, plays, resamples = 100), "trained on season 3001",
    class = "wp_error_refused")
  expect_true(wp_evaluate(model, plays, resamples = 0, in_sample = TRUE)$plays > tested$plays)

  file <- tempfile(fileext = ".model")
  expect_identical(wp_save(model, file), file)
  expect_identical(list.files(dirname(file), paste0("\\.", basename(file)), all.files = TRUE),
    character())
  expect_identical(add_wp(few(1), wp_load(file)), add_wp(few(1), model))
  copy <- tempfile(fileext = ".rds")
  saveRDS(model, copy)
  expect_identical(add_wp(few(1), readRDS(copy)), add_wp(few(1), model))
  expect_false("wp_lower" %in% names(add_wp(few(1), model)))
})

test_that("intervals come with replicates", {
  plays <- few(12)
  model <- wp_train(plays, intervals = TRUE, trees = 20, resamples = 5)
  expect_true(all(c("wp_lower", "wp_upper") %in% names(add_wp(few(1), model))))
  plain <- wp_without_intervals(model)
  expect_identical(add_wp(few(1), plain)$wp, add_wp(few(1), model)$wp)
  expect_true(is.na(wp_predict("4&2 opp35 -3 Q4 2:10", plain)$wp_lower))
})

test_that("what is no model is refused", {
  file <- tempfile()
  writeLines("no model", file)
  expect_error(wp_load(file), class = "wp_error_model")
  expect_error(wp_load(file.path(tempdir(), "nowhere")), "there is no file",
    class = "wp_error_model")
  expect_error(wp_predict("4&2 opp35 -3 Q4 2:10", model = 1), "must be a wp_model")
  expect_error(wp_train(few(1), trees = 0), class = "wp_error_parameter")
  expect_error(wp_save(wp_model(), file.path(tempdir(), "no", "such")), "no folder")
})
