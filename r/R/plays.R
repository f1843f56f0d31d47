# Whole data frames of play-by-play.

#' Win probability of every play
#'
#' @description Adds the win probability and what each play changed (WPA), as the command
#' `wp score` does: same rows, same order.
#' @param pbp nflverse play-by-play, as [nflreadr](https://nflreadr.nflverse.com)'s
#' `load_pbp()` gives it: a data frame, tibble or data.table with any types of columns
#' (factors, `integer64`, text). Of nflverse's columns any subset that a situation can be
#' derived from.
#' @param model As for [wp_predict()].
#' @param schedule nflverse's `games`, as `load_schedules()` gives it: spreads and results
#' that `pbp` does not have.
#' @param level Confidence level of the intervals.
#' @param prefix Goes before the names of the added columns.
#' @param progress `TRUE` for a bar, a function of steps done and steps in all (such as a
#' progressor of progressr's), or `FALSE`. By default a bar in interactive sessions, unless
#' `options(nflwp.progress = FALSE)` or `options(progressr.enable = FALSE)`.
#' @return `pbp`, of the class that it had, with `wp` (of the team with the ball), `home_wp`,
#' `wp_lower` and `wp_upper` where the model has intervals, and `wpa`. A column that has such
#' a name becomes `original_...`, with a message.
#' @examples
#' scored <- add_wp(wp_sample())
#' scored[100:105, c("posteam", "down", "ydstogo", "wp", "wp_lower", "wp_upper", "wpa")]
#' @export
add_wp <- function(pbp, model = NULL, schedule = NULL, level = 0.9, prefix = "",
                   progress = wants_progress()) {
  call <- sys.call()
  args <- plays_args(pbp, schedule, call, list(model = held(model, call), level = level))
  with_columns(pbp, work("score", args, progress, call), prefix)
}

#' Games in a few numbers
#'
#' @description One row a game: result, excitement (the sum of all changes of win
#' probability), comeback (the lowest win probability of the winner) and its largest swing.
#' @param pbp,model,schedule,progress As for [add_wp()].
#' @return A data frame of the kind of `pbp`.
#' @examples
#' head(wp_games(wp_sample()))
#' @export
wp_games <- function(pbp, model = NULL, schedule = NULL, progress = wants_progress()) {
  call <- sys.call()
  args <- plays_args(pbp, schedule, call, list(model = held(model, call)))
  like(work("games", args, progress, call), pbp)
}

#' Every fourth down: what was best, and what was done
#'
#' @description The table that `wp fourth-down --out` writes: one row a fourth down.
#' [add_4th_down()] adds nfl4th's columns to the plays themselves.
#' @param pbp,model,schedule,level,progress As for [add_wp()]; of the schedule coaches and
#' roofs are read too.
#' @param intervals Whether gains have intervals, which takes ten times as long.
#' @return A data frame of the kind of `pbp`: the win probability of each choice, conversion
#' and break-even rates, the best choice, its gain over the next with interval, what was done
#' and what that gave up.
#' @examples
#' plays <- wp_sample()
#' plays <- plays[plays$game_id == plays$game_id[1], ]
#' wp_fourth_downs(plays, intervals = FALSE)
#' @export
wp_fourth_downs <- function(pbp, model = NULL, schedule = NULL, level = 0.9, intervals = TRUE,
                            progress = wants_progress()) {
  call <- sys.call()
  args <- plays_args(pbp, schedule, call, list(
    model = held(model, call), level = level, intervals = intervals
  ))
  like(work("fourth_downs", args, progress, call), pbp)
}

#' nfl4th's columns
#'
#' @description What each choice on fourth down is worth, beside the plays, in nfl4th's
#' names and units; and the same of tries after touchdowns.
#' @param pbp,model,schedule,progress As for [add_wp()]; of the schedule roofs are read too.
#' @return `pbp`, of the class that it had, with added columns that are missing in other
#' rows. Of [add_4th_down()]: `go_boost` (what going for it gains over the better kick, in
#' percentage points), `first_down_prob`, `wp_fail`, `wp_succeed`, `go_wp`,
#' `fg_make_prob`, `miss_fg_wp`, `make_fg_wp`, `fg_wp`, `punt_wp`, and `go` (100 or 0: what
#' was done). Of [add_2pt()]: `wp_0`, `wp_1`, `wp_2`, `conv_1pt`, `conv_2pt`, `wp_go1`,
#' `wp_go2`, and `two_pt_boost`, which is no column of nfl4th's.
#' @seealso [wp_fourth_downs()] for one row a fourth down, with intervals.
#' @examples
#' plays <- wp_sample()
#' plays <- plays[plays$game_id == plays$game_id[1], ]
#' downs <- add_4th_down(plays)
#' downs[!is.na(downs$go_boost), c("ydstogo", "yardline_100", "go_boost", "go_wp", "punt_wp")]
#' tries <- add_2pt(plays)
#' tries[!is.na(tries$wp_go2), c("score_differential", "wp_go1", "wp_go2", "two_pt_boost")]
#' @export
add_4th_down <- function(pbp, model = NULL, schedule = NULL, progress = wants_progress()) {
  add_nfl4th(pbp, model, schedule, progress, FALSE, sys.call())
}

#' @rdname add_4th_down
#' @export
add_2pt <- function(pbp, model = NULL, schedule = NULL, progress = wants_progress()) {
  add_nfl4th(pbp, model, schedule, progress, TRUE, sys.call())
}

add_nfl4th <- function(pbp, model, schedule, progress, tries, call) {
  args <- plays_args(pbp, schedule, call, list(model = held(model, call), tries = tries))
  with_columns(pbp, work("nfl4th", args, progress, call))
}
