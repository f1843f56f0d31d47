#' Team ratings from results alone
#'
#' @description How good each team is, in points beside an average team at a neutral site: a
#' state-space model of results, quarterbacks and rest, without betting lines.
#' @param schedule nflverse's `games`, as nflreadr's `load_schedules()` gives it.
#' @param season A season; the last one with results if `NULL`.
#' @param week Ratings before this week; after the last result if `NULL`.
#' @param level Confidence level of the intervals.
#' @return A data frame of the kind of `schedule`, the best team first: `rating` with its
#' interval and standard deviation, `offense`, `defense`, and the quarterback who started
#' last with what he is worth.
#' @examples
#' head(wp_ratings(wp_sample_games()))
#' @export
wp_ratings <- function(schedule, season = NULL, week = NULL, level = 0.9) {
  call <- sys.call()
  args <- list(
    schedule = handed_over(schedule, "schedule", call),
    schedule_rows = as.double(rows_of(schedule)),
    season = number_or_null(season), week = number_or_null(week), level = level
  )
  table <- work("ratings", args, call = call)
  like(table, schedule)
}
