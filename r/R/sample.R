# Simulated football, for examples and tests.

#' Simulated football
#'
#' @description Two simulated seasons of sixteen games (3001 and 3002) with nflverse's
#' columns: plays, and the schedule. For examples and tests; made by `wp simulate`.
#' @return A data frame.
#' @examples
#' plays <- wp_sample()
#' dim(plays)
#' head(wp_sample_games())
#' @name wp_sample
#' @export
wp_sample <- function() read_sample("plays.csv.gz")

#' @rdname wp_sample
#' @export
wp_sample_games <- function() read_sample("games.csv.gz")

read_sample <- function(name) {
  file <- system.file("extdata", name, package = "nflwp", mustWork = TRUE)
  tibbled(read.csv(file, stringsAsFactors = FALSE))
}
