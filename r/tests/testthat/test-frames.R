test_that("rows, order, class and other columns stay", {
  plays <- few()
  plays$note <- rev(seq_len(nrow(plays)))
  scored <- add_wp(plays)
  expect_identical(scored[names(plays)], plays)
  expect_identical(names(scored), c(names(plays), added))
  known <- !is.na(scored$wp)
  expect_true(mean(known) > 0.8)
  expect_true(all(scored$wp_lower[known] <= scored$wp[known], na.rm = TRUE))
  home <- scored$posteam == scored$home_team
  expect_equal(ifelse(home, scored$wp, 1 - scored$wp)[which(known & !is.na(home))],
    scored$home_wp[which(known & !is.na(home))],
    tolerance = 1e-6)
})

test_that("a game's changes add up to its result less its start", {
  scored <- add_wp(few())
  for (game in split(scored, scored$game_id)) {
    own <- !is.na(game$wpa) & !is.na(game$posteam)
    sign <- ifelse(game$posteam == game$home_team, 1, -1)
    all <- ifelse(is.na(game$posteam), game$wpa, sign * game$wpa)
    won <- (sign(game$result[1L]) + 1) / 2
    expect_equal(sum(all, na.rm = TRUE), won - game$home_wp[1L], tolerance = 1e-4)
    expect_true(any(own))
  }
})

test_that("types of columns do not matter", {
  plays <- few(2)
  usual <- add_wp(plays)[added]
  whole <- function(x) {
    bits <- rbind(as.integer(x), ifelse(as.integer(x) < 0L, -1L, 0L))
    structure(readBin(writeBin(c(bits), raw()), "double", length(x)), class = "integer64")
  }
  odd <- plays
  odd$game_id <- factor(odd$game_id)
  odd$posteam <- factor(odd$posteam, levels = c("nobody", sort(unique(odd$posteam))))
  odd$play_id <- whole(odd$play_id)
  odd$down <- as.character(odd$down)
  odd$ydstogo <- factor(odd$ydstogo)
  odd$qtr <- as.double(odd$qtr)
  odd$quarter_seconds_remaining <- structure(
    as.double(odd$quarter_seconds_remaining), units = "secs",
    class = c("hms", "difftime")
  )
  odd$week <- as.list(odd$week)
  expect_identical(add_wp(odd)[added], usual)
})

test_that("columns that can be derived may be missing", {
  plays <- few(2)
  usual <- add_wp(plays)
  less <- plays[setdiff(names(plays), c("half_seconds_remaining", "season", "defteam", "week"))]
  expect_identical(add_wp(less)$wp, usual$wp)
  lines <- unique(plays[c("game_id", "spread_line", "total_line", "result", "location")])
  bare <- plays[setdiff(names(plays), names(lines)[-1L])]
  expect_identical(add_wp(bare, schedule = lines)$wp, usual$wp)
  expect_error(add_wp(plays[names(plays) != "down"]), "needs a column `down`",
    class = "wp_error_column")
  plays$down <- "first"
  expect_error(add_wp(plays), "column `down` should be numbers", class = "wp_error_data")
  expect_error(add_wp(1:3), "must be a data frame", class = "wp_error_data")
})

test_that("columns of nflverse's that have the names are kept", {
  plays <- few(2)
  plays$wp <- 0.5
  expect_message(scored <- add_wp(plays), "wp to original_wp")
  expect_identical(scored$original_wp, plays$wp)
  prefixed <- add_wp(few(2), prefix = "our_")
  expect_true(all(paste0("our_", added) %in% names(prefixed)))
})

test_that("no rows, odd rows and rows of which nothing is known", {
  plays <- few(1)
  none <- add_wp(plays[0, ])
  expect_identical(dim(none), c(0L, ncol(plays) + 5L))
  plays$posteam <- NA_character_
  expect_silent(add_wp(plays))
})

test_that("tibbles and data.tables stay what they are", {
  skip_if_not_installed("tibble")
  skip_if_not_installed("data.table")
  tibble <- tibble::as_tibble(few(2))
  scored <- add_wp(tibble)
  expect_s3_class(scored, "tbl_df")
  expect_silent(scored[["new"]] <- 1)
  table <- data.table::as.data.table(few(2))
  before <- data.table::copy(table)
  scored <- add_wp(table)
  expect_s3_class(scored, "data.table")
  expect_identical(table, before)
  expect_silent(data.table::set(scored, j = "more", value = 1))
  expect_identical(scored$wp, add_wp(few(2))$wp)
  expect_s3_class(wp_games(table), "data.table")
  # As nflreadr's.
  class(tibble) <- c("nflverse_data", "tbl_df", "tbl", "data.table", "data.frame")
  expect_identical(class(add_wp(tibble)), class(tibble))
  if (requireNamespace("dplyr", quietly = TRUE)) {
    grouped <- dplyr::group_by(tibble::as_tibble(few(2)), game_id)
    expect_s3_class(add_wp(grouped), "grouped_df")
  }
})

test_that("games and fourth downs are tables of their own", {
  plays <- few()
  games <- wp_games(plays)
  expect_equal(games$game_id, unique(plays$game_id))
  expect_true(all(games$excitement > 0))
  downs <- wp_fourth_downs(plays, intervals = FALSE)
  expect_true(nrow(downs) > 20)
  choices <- do.call(pmax, c(downs[c("wp_go", "wp_field_goal", "wp_punt", "wp_safety")],
    na.rm = TRUE))
  expect_true(all(downs$gain >= 0))
  named <- as.matrix(downs[paste0("wp_", c("go", "field_goal", "punt", "safety"))])
  best <- named[cbind(seq_len(nrow(downs)), match(downs$best,
    c("go", "field_goal", "punt", "safety")))]
  expect_equal(best, choices)
  sure <- wp_fourth_downs(plays[1:60, ])
  expect_true(all(sure$gain_low <= sure$gain & sure$gain <= sure$gain_high))
})

test_that("a chart's data are the scores, and its file is written", {
  plays <- few(2)
  id <- plays$game_id[1L]
  for (ending in c("svg", "png", "pdf")) {
    file <- tempfile(fileext = paste0(".", ending))
    data <- wp_chart(plays, id, file)
    expect_true(file.size(file) > 1000)
  }
  scored <- add_wp(plays)
  theirs <- scored$home_wp[scored$game_id == id]
  expect_identical(data$home_wp, theirs[!is.na(theirs)])
  expect_true(all(diff(data$elapsed) >= 0))
  expect_error(wp_chart(plays), "game_id must name one")
  expect_error(wp_chart(plays, "3001_01_S27_S1"), "nearest are 3001_01_S27_S15")
  expect_error(wp_chart(plays, id, "x.gif"), "must end in")
  # By game_seconds_remaining alone.
  less <- plays[setdiff(names(plays), c("qtr", "quarter_seconds_remaining"))]
  pdf(NULL)
  again <- wp_chart(less, id)
  dev.off()
  expect_equal(again$elapsed[again$elapsed < 3600], data$elapsed[data$elapsed < 3600])
})

test_that("ratings come from results alone", {
  ratings <- wp_ratings(wp_sample_games())
  expect_equal(ratings$season[1L], 3002L)
  expect_false(is.unsorted(rev(ratings$rating)))
  expect_true(all(ratings$rating_lower < ratings$rating))
  expect_error(wp_ratings(wp_sample_games(), season = 1950), class = "wp_error_parameter")
  expect_error(wp_ratings(wp_sample_games()["game_id"]), class = "wp_error_column")
})

test_that("nfl4th's columns agree with the table of fourth downs", {
  plays <- few(8)
  beside <- add_4th_down(plays)
  names <- c("go_boost", "first_down_prob", "wp_fail", "wp_succeed", "go_wp", "fg_make_prob",
    "miss_fg_wp", "make_fg_wp", "fg_wp", "punt_wp", "go")
  expect_identical(names(beside), c(names(plays), names))
  rows <- beside[!is.na(beside$go_wp), ]
  table <- wp_fourth_downs(plays, intervals = FALSE)
  expect_identical(rows$play_id, table$play_id)
  expect_identical(rows$go_wp, table$wp_go)
  expect_identical(rows$punt_wp, table$wp_punt)
  expect_equal(rows$first_down_prob, table$p_convert, tolerance = 1e-5)
  other <- pmax(rows$fg_wp, rows$punt_wp, na.rm = TRUE)
  expect_equal(rows$go_boost, 100 * (rows$go_wp - other), tolerance = 1e-4)
  mixed <- rows$first_down_prob * rows$wp_succeed + (1 - rows$first_down_prob) * rows$wp_fail
  expect_equal(mixed, rows$go_wp, tolerance = 1e-5)
  expect_true(all(rows$go %in% c(0, 100, NA)))
  tries <- add_2pt(plays)
  tries <- tries[!is.na(tries$wp_go2), ]
  expect_true(nrow(tries) > 20)
  expect_true(all(tries$wp_0 <= tries$wp_1 + 1e-6 & tries$wp_1 <= tries$wp_2 + 1e-6))
  expect_equal(tries$two_pt_boost, 100 * (tries$wp_go2 - tries$wp_go1), tolerance = 1e-3)
})
