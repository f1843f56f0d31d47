#' Win probability and decisions for American football
#'
#' [wp_predict()] answers in words, [add_wp()] scores data frames of nflverse's,
#' [wp_fourth_down()] and [add_4th_down()] decide, [wp_train()] makes a model of one's
#' own, [grouped_forest()] is the engine.
#'
#' @section Options:
#' `nflwp.threads`: threads, see [wp_threads()]. `nflwp.progress`: whether long work shows
#' a bar, see [add_wp()].
#'
#' @section Conditions:
#' Errors are conditions of class `wp_error` and of `wp_error_<kind>`: `situation` (words
#' that are not understood), `parameter`, `column` (a column is missing), `data`, `fit`,
#' `model`, `refused` (such as an evaluation on seasons of the training), `shape`. What to
#' do about it is in `hint`.
#'
#' @keywords internal
#' @useDynLib nflwp, .registration = TRUE
"_PACKAGE"
