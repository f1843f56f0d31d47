test_that("words, shorthand, lists and data frames are one situation", {
  words <- wp_predict("4th and 2 at the opp 35, down 3, 2:10 left in Q4")
  short <- wp_predict("4&2 opp35 -3 Q4 2:10")
  keys <- list(
    down = 4L, ydstogo = 2, yardline_100 = 35, score_differential = -3, qtr = 4,
    quarter_seconds_remaining = 130, posteam_spread = NA
  )
  expect_equal(short[2:7], words[2:7])
  expect_equal(wp_predict(keys)[2:7], words[2:7])
  expect_equal(wp_predict(as.data.frame(keys))$wp, words$wp)
  expect_s3_class(words, "data.frame")
  expect_true(words$wp_lower < words$wp && words$wp < words$wp_upper)
  expect_match(words$understood, "distance: 2 yards")
  expect_match(words$assumed, "spread")
})

test_that("many situations are one row each, and an error says which", {
  texts <- c("1st and 10 at own 25, tied, 5:00 left in Q1", "4&2 opp35 -3 Q4 2:10")
  many <- wp_predict(texts)
  expect_equal(nrow(many), 2L)
  expect_identical(many$wp[2L], wp_predict(texts[2L])$wp)
  expect_error(wp_predict(c(texts, "banana")), "situation 3", class = "wp_error_situation")
})

test_that("the level moves the interval and not the probability", {
  wide <- wp_predict("4&2 opp35 -3 Q4 2:10", level = 0.99)
  usual <- wp_predict("4&2 opp35 -3 Q4 2:10")
  expect_identical(wide$wp, usual$wp)
  expect_true(wide$wp_lower < usual$wp_lower)
  expect_error(wp_predict("4&2 opp35 -3 Q4 2:10", level = 1), class = "wp_error_parameter")
})

test_that("decisions say what is best, with options and rates", {
  fourth <- wp_fourth_down("4&2 opp35 -3 Q4 2:10")
  expect_equal(fourth$best, "go")
  expect_equal(fourth$options$option[1L], "go")
  expect_equal(fourth$gain, fourth$options$wp[1L] - fourth$options$wp[2L], tolerance = 1e-6)
  expect_true(fourth$p_convert > fourth$break_even)
  ends <- fourth$ends[fourth$ends$option == "go", ]
  expect_equal(sum(ends$p), 1, tolerance = 1e-6)
  expect_equal(sum(ends$p * ends$wp), fourth$options$wp[1L], tolerance = 1e-5)
  expect_output(print(fourth), "understood: down 4th")
  expect_equal(nrow(as.data.frame(fourth)), 3L)

  two <- wp_two_point("down 8 after a touchdown, 6:00 left in Q4")
  expect_setequal(two$options$option, c("go for two", "kick"))
  expect_named(two$after, c("none", "one", "two"))
  deep <- wp_kickoff("up 3, 14:00 left in Q2")
  expect_equal(deep$best, "kick deep")
  roof <- wp_fourth_down("4&2 opp35 -3 Q4 2:10", indoors = TRUE)
  expect_true(roof$p_make > fourth$p_make - 0.05)
  expect_error(wp_fourth_down("1&10 own25 tied Q1 5:00"), class = "wp_error_situation")
})

test_that("games played out with a seed are the same games", {
  ask <- function(seed) wp_simulate("1&10 own25 tied Q4 5:00", n = 300, seed = seed)
  expect_identical(ask(1)$options, ask(1)$options)
  expect_false(identical(ask(1)$options, ask(2)$options))
  one <- ask(1)
  expect_equal(sum(one$options$p[1:3]), 1)
  expect_equal(sum(one$margins$games), 300L)
  worth <- wp_timeout("1&10 own25 -3 Q4 1:50, 1 timeout to 2", n = 200)
  expect_equal(worth$options$timeouts, 1:2)
  expect_true(all(worth$options$standard_error > 0))
  plain <- wp_timeout("1&10 own25 -3 Q4 1:50, 1 timeout to 2")
  expect_identical(plain$options$worth, worth$options$worth)
  expect_true(all(is.na(plain$options$simulated)))
  expect_error(wp_simulate("1&10 own25 tied Q4 5:00", n = 0), class = "wp_error_parameter")
})
