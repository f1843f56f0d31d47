# Models of one's own.

#' Train a model
#'
#' @param pbp,schedule,progress As for [add_wp()].
#' @param intervals Also fit bootstrap replicates, so that predictions carry intervals.
#' @param seasons Seasons to train on; all that are there if `NULL`.
#' @param estimator `"forest"`: the score process corrected by the random forest; `"spread"`:
#' the pre-game spread alone, as a baseline.
#' @param trees,min_leaf,mtry Trees, minimum plays per leaf, features considered at each
#' split; `NULL` for the model's own.
#' @param resamples How many replicates.
#' @param seed The same plays, settings and seed give the same model, for any number of
#' threads.
#' @return A `wp_model`.
#' @seealso [wp_evaluate()], [wp_save()]
#' @examples
#' plays <- wp_sample()
#' model <- wp_train(plays, seasons = 3001, trees = 10)
#' model
#' wp_evaluate(model, plays, seasons = 3002, resamples = 100)
#' @export
wp_train <- function(pbp, intervals = FALSE, seasons = NULL, schedule = NULL,
                     estimator = c("forest", "spread"), trees = NULL, min_leaf = NULL,
                     mtry = NULL, resamples = NULL, seed = 1, progress = wants_progress()) {
  call <- sys.call()
  estimator <- match.arg(estimator)
  more <- list(
    estimator = estimator, intervals = intervals, seed = as.double(seed),
    seasons = number_or_null(seasons), trees = number_or_null(trees),
    min_leaf = number_or_null(min_leaf), mtry = number_or_null(mtry),
    resamples = number_or_null(resamples)
  )
  trained <- work("train", plays_args(pbp, schedule, call, more), progress, call)
  new_model(trained$bytes, trained$held, "trained")
}

number_or_null <- function(value) if (is.null(value)) NULL else as.double(value)

#' Test a model
#'
#' @description Tests a model on seasons that it was not trained on. Every interval resamples
#' whole games.
#' @param model A model; the shipped one if `NULL`.
#' @param pbp,schedule As for [add_wp()].
#' @param seasons Seasons to test on; all that are there if `NULL`.
#' @param threshold From this probability on the team with the ball is predicted to win.
#' @param level Confidence level of the intervals.
#' @param resamples How often games are resampled.
#' @param in_sample Test even on seasons that the model was trained on, which overstates its
#' accuracy.
#' @return A `wp_evaluation`: a list with `metrics` (log loss, Brier score, accuracy, AUC and
#' calibration errors, overall and by quarter), `calibration` (predicted and observed win
#' rates in bins; `plot()` draws them), `confusion`, and `seasons`, `plays`, `games`.
#' @examples
#' tested <- wp_evaluate(NULL, wp_sample(), resamples = 100)
#' tested
#' tested$confusion
#' plot(tested)
#' @export
wp_evaluate <- function(model, pbp, schedule = NULL, seasons = NULL, threshold = 0.5,
                        level = 0.9, resamples = 1000, in_sample = FALSE) {
  call <- sys.call()
  args <- plays_args(pbp, schedule, call, list(
    model = held(model, call), seasons = number_or_null(seasons), threshold = threshold,
    level = level, resamples = as.double(resamples), in_sample = in_sample
  ))
  result <- work("evaluate", args, call = call)
  names(result$confusion) <- c(
    "true_positive", "false_positive", "true_negative", "false_negative"
  )
  result$metrics <- tibbled(result$metrics)
  result$calibration <- tibbled(result$calibration)
  result$threshold <- threshold
  result$level <- level
  structure(result, class = "wp_evaluation")
}

print.wp_evaluation <- function(x, ...) {
  cat(sprintf(
    "<wp_evaluation> %s plays of %s games, season%s %s\n",
    format(x$plays, big.mark = ","), format(x$games, big.mark = ","),
    if (length(x$seasons) > 1L) "s" else "", said(x$seasons)
  ))
  all <- x$metrics[x$metrics$quarter == "all", ]
  cat(sprintf(
    "  %-17s %.4f (%.4f to %.4f)\n", gsub("_", " ", all$metric), all$value, all$lower, all$upper
  ), sep = "")
  cat(sprintf("in parentheses: %g%% interval, games resampled\n", 100 * x$level))
  invisible(x)
}

plot.wp_evaluation <- function(x, ...) {
  table <- x$calibration
  plot(table$predicted, table$observed,
    xlim = c(0, 1), ylim = c(0, 1), pch = 16, las = 1,
    xlab = "predicted WP", ylab = "observed win rate", ...
  )
  abline(0, 1, col = "grey60", lty = 2)
  known <- !is.na(table$lower)
  segments(table$predicted[known], table$lower[known], table$predicted[known],
    table$upper[known])
  invisible(x)
}
