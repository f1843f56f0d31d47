# Data frames get the values that the command writes: on the simulated sample, and on
# real seasons that are named in NFLWP_SEASONS and found in WP_DATA. (`make test-r`.)

command <- function() {
  path <- Sys.getenv("WP_COMMAND")
  skip_if(!nzchar(path) || !file.exists(path), "NO COMMAND TO COMPARE WITH: WP_COMMAND")
  path
}

run <- function(...) {
  out <- suppressWarnings(system2(command(), shQuote(c(...)), stdout = TRUE, stderr = TRUE))
  if (!is.null(attr(out, "status"))) stop(paste(out, collapse = "\n"))
  out
}

read_plays <- function(file) {
  if (requireNamespace("data.table", quietly = TRUE)) {
    return(as.data.frame(data.table::fread(file, na.strings = c("NA", ""), showProgress = FALSE)))
  }
  read.csv(file, na.strings = c("NA", ""))
}

# A folder with one season as CSV and its schedule, as the command reads it.
folder_of <- function(plays, schedule, season) {
  folder <- tempfile("season")
  dir.create(folder)
  write <- function(table, name) {
    file <- file.path(folder, name)
    if (requireNamespace("data.table", quietly = TRUE)) {
      data.table::fwrite(table, file, na = "NA")
    } else {
      write.csv(table, file, row.names = FALSE)
    }
  }
  write(plays, sprintf("play_by_play_%s.csv", season))
  write(schedule, "games.csv")
  folder
}

expect_same_scores <- function(plays, schedule, season) {
  folder <- folder_of(plays, schedule, season)
  on.exit(unlink(folder, recursive = TRUE))
  out <- file.path(folder, "scored.csv")
  run("score", "--data", folder, "--seasons", season, "--out", out)
  theirs <- read_plays(out)
  ours <- add_wp(plays, schedule = schedule)
  expect_equal(nrow(ours), nrow(theirs))
  for (name in added) {
    expect_same_bits(ours[[name]], theirs[[name]], paste(season, name))
  }
  expect_true(mean(!is.na(ours$wp)) > 0.8)
}

test_that("add_wp is wp score on the sample", {
  plays <- wp_sample()
  expect_same_scores(plays[plays$season == 3001, ], wp_sample_games(), 3001)
})

test_that("add_wp is wp score on real seasons", {
  seasons <- strsplit(Sys.getenv("NFLWP_SEASONS"), "[ ,]+")[[1L]]
  seasons <- seasons[nzchar(seasons)]
  data <- Sys.getenv("WP_DATA")
  skip_if(length(seasons) == 0L || !nzchar(data), "NO REAL SEASONS: NFLWP_SEASONS, WP_DATA")
  for (season in seasons) {
    # The command writes the season as CSV, which R reads.
    csv <- tempfile(fileext = ".csv")
    run("score", "--data", data, "--seasons", season, "--prefix", "nflwp_", "--out", csv)
    plays <- read_plays(csv)
    unlink(csv)
    plays <- plays[!startsWith(names(plays), "nflwp_")]
    # R cannot read the schedule's Parquet: results of the season, and lines of our
    # own for half its games, so that ratings stand in for the other half.
    lines <- plays[!duplicated(plays$game_id), ]
    lines <- lines[, intersect(names(lines), c("game_id", "home_team", "away_team"))]
    at <- seq_len(nrow(lines))
    lines$season <- as.integer(season)
    lines$week <- as.integer(substr(lines$game_id, 6, 7))
    lines$home_score <- 10 + (at * 11) %% 31
    lines$away_score <- 10 + (at * 17) %% 29
    lines$spread_line <- ifelse(at %% 2 == 0, (at * 7) %% 29 / 2 - 7, NA)
    lines$total_line <- ifelse(at %% 2 == 0, 38 + at %% 17, NA)
    expect_same_scores(plays, lines, season)
  }
})

test_that("fourth downs are wp fourth-down's", {
  plays <- wp_sample()
  plays <- plays[plays$season == 3002, ]
  folder <- folder_of(plays, wp_sample_games(), 3002)
  on.exit(unlink(folder, recursive = TRUE))
  out <- file.path(folder, "downs.csv")
  run("fourth-down", "--data", folder, "--seasons", "3002", "--no-intervals", "--out", out)
  theirs <- read_plays(out)
  ours <- wp_fourth_downs(plays, schedule = wp_sample_games(), intervals = FALSE)
  expect_identical(names(ours), names(theirs))
  for (name in names(ours)) {
    if (is.double(ours[[name]])) {
      expect_same_bits(ours[[name]], theirs[[name]], name)
    } else if (!all(is.na(ours[[name]]))) {
      expect_equal(as.character(ours[[name]]), as.character(theirs[[name]]), info = name)
    }
  }
})

test_that("a model's file is the command's, both ways", {
  plays <- wp_sample()
  plays <- plays[plays$season == 3001, ]
  folder <- folder_of(plays, wp_sample_games(), 3001)
  on.exit(unlink(folder, recursive = TRUE))
  file <- file.path(folder, "their.model")
  run("train", "--data", folder, "--seasons", "3001", "--trees", "20", "--model", file)
  mine <- wp_train(plays, schedule = wp_sample_games(), trees = 20)
  expect_identical(add_wp(plays, wp_load(file)), add_wp(plays, mine))
  saved <- file.path(folder, "mine.model")
  wp_save(mine, saved)
  asked <- c("predict", "--situation", "4&2 opp35 -3 Q4 2:10", "--json", "--model", saved)
  theirs <- paste(do.call(run, as.list(asked)), collapse = "\n")
  wp <- as.double(sub('.*"wp": ([0-9.e-]+).*', "\\1", theirs))
  expect_identical(single(wp_predict("4&2 opp35 -3 Q4 2:10", mine)$wp), single(wp))
})
