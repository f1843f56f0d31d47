# CRAN allows two threads.
options(nflwp.threads = 2, nflwp.progress = FALSE)

# A few games of the simulated sample.
few <- function(games = 4) {
  plays <- as.data.frame(wp_sample())
  plays[plays$game_id %in% unique(plays$game_id)[seq_len(games)], ]
}

added <- c("wp", "home_wp", "wp_lower", "wp_upper", "wpa")

# Values as the command has them: numbers of single precision, bit by bit.
single <- function(x) {
  bits <- writeBin(as.double(ifelse(is.na(x), -1, x)), raw(), size = 4L)
  readBin(bits, "integer", length(x), size = 4L)
}

expect_same_bits <- function(ours, theirs, info) {
  expect_equal(length(ours), length(theirs), info = info)
  odd <- which(single(ours) != single(as.double(theirs)))
  said <- if (length(odd) > 0L) {
    sprintf("%s: %d of %d differ, first row %d: %.9g, %.9g", info, length(odd), length(ours),
      odd[1L], ours[odd[1L]], theirs[odd[1L]])
  }
  expect(length(odd) == 0L, said)
}
