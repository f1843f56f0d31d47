# The engine on any table, in ranger's words.

#' A random forest whose bootstrap draws groups of rows
#'
#' @description The engine behind the win probabilities, on any table, with ranger's names.
#' Rows that share their fate (plays of a game, visits of a patient) are drawn together, so
#' that out-of-bag errors are honest. Features are cut into at most 255 quantile bins;
#' missing values take a side of their own at every split; the same seed gives the same
#' forest for any number of threads.
#' @param x A matrix or data frame of features: numbers, logicals, factors and text (as one
#' column of 0 and 1 a level).
#' @param y A factor, text or logicals for classes, numbers for a regression.
#' @param groups What rows belong to, such as a `game_id`; `NULL`: each row is its own.
#' @param num.trees Trees (of more than two classes: of each class).
#' @param mtry Features considered at each split; `NULL`: the square root of their number,
#' for numbers a third.
#' @param min.node.size Minimum rows per leaf; `NULL`: 1 for classes, 5 for numbers.
#' @param max.depth Depth of the trees; `NULL` for the engine's most.
#' @param replace Whether groups are drawn with replacement (the bootstrap).
#' @param sample.fraction Without replacement, the fraction of groups that each tree sees.
#' @param case.weights Weights of the rows.
#' @param monotone 1, -1 or 0 a feature: the sign of its effect.
#' @param shrinkage Hierarchical shrinkage of the leaves.
#' @param max.bins Bins of a feature.
#' @param oob Whether rows are predicted by the trees that did not see them.
#' @param seed Seed.
#' @param progress As for [add_wp()].
#' @return A `grouped_forest`: `variable.importance` (shares of what the splits gained),
#' `predictions` and `prediction.error` out of bag, and the settings. It survives `saveRDS()`.
#' @seealso [predict.grouped_forest()]
#' @examples
#' forest <- grouped_forest(iris[, 1:4], iris$Species, num.trees = 50)
#' forest
#' table(predict(forest, iris), iris$Species)
#' @export
grouped_forest <- function(x, y, groups = NULL, num.trees = 500, mtry = NULL,
                           min.node.size = NULL, max.depth = NULL, replace = TRUE,
                           sample.fraction = 1, case.weights = NULL, monotone = NULL,
                           shrinkage = 0, max.bins = 255, oob = TRUE, seed = 1,
                           progress = FALSE) {
  call <- sys.call()
  if (inherits(x, "formula")) {
    stop(failure("parameter", "x must be a matrix or data frame, but is a formula",
      "use x = data[, features], y = data$target", call))
  }
  columns <- matrix_of(x, NULL, call)
  rows <- nrow(columns$x)
  if (length(y) != rows) {
    stop(failure("shape", sprintf("y has %d values, but x has %d rows", length(y), rows), "", call))
  }
  if (anyNA(y)) {
    stop(failure("data", "y has missing values", "leave their rows out", call))
  }
  classes <- NULL
  if (is.factor(y) || is.character(y) || is.logical(y)) {
    kind <- if (is.factor(y)) "factor" else class(y)[1L]
    y <- as.factor(y)
    y <- droplevels(y)
    classes <- levels(y)
    target <- as.double(unclass(y)) - 1
  } else if (is.numeric(y)) {
    kind <- "numeric"
    target <- as.double(y)
  } else {
    stop(failure("data", sprintf("y must be a factor, text, logical or numbers, but is %s",
      said(class(y))), "", call))
  }
  if (!all(is.finite(target))) {
    stop(failure("data", "y has infinite values", "", call))
  }
  group <- if (is.null(groups)) seq_len(rows) else match(groups, unique(groups))
  if (length(group) != rows) {
    stop(failure("shape", sprintf("groups has %d values, but x has %d rows", length(group), rows),
      "", call))
  }
  features <- ncol(columns$x)
  if (is.null(mtry)) {
    mtry <- max(1, floor(if (is.null(classes)) features / 3 else sqrt(features)))
  }
  if (is.null(min.node.size)) {
    min.node.size <- if (is.null(classes)) 5 else 1
  }
  # A tree has at most 32,768 leaves.
  if (is.null(max.depth) || max.depth > 15) {
    min.node.size <- max(min.node.size, ceiling(rows / 32768))
  }
  fitted <- work("forest", list(
    x = columns$x, rows = as.double(rows), columns = as.double(features), y = target,
    classes = as.double(length(classes)), group = as.double(group - 1),
    weights = number_or_null(case.weights), trees = as.double(num.trees),
    min_leaf = as.double(min.node.size), mtry = as.double(mtry),
    max_depth = number_or_null(max.depth), max_bins = as.double(max.bins),
    seed = as.double(seed), replace = isTRUE(replace),
    sample_fraction = as.double(sample.fraction), monotone = number_or_null(monotone),
    shrinkage = as.double(shrinkage), out_of_bag = isTRUE(oob)
  ), progress, call)
  cache <- new.env(parent = emptyenv())
  cache$held <- fitted$held
  gains <- fitted$gains
  names(gains) <- colnames(columns$x)
  forest <- list(
    bytes = fitted$bytes, cache = cache, classes = classes, kind = kind,
    columns = columns$columns, num.trees = num.trees, mtry = mtry,
    min.node.size = min.node.size, nodes = fitted$nodes, num.samples = rows,
    num.groups = length(unique(group)),
    variable.importance = if (sum(gains) > 0) gains / sum(gains) else gains,
    call = call
  )
  if (isTRUE(oob) && length(fitted$out_of_bag) > 0L) {
    unseen <- shaped(fitted$out_of_bag, classes, rows)
    forest$predictions <- unseen
    forest$prediction.error <- if (is.null(classes)) {
      mean((unseen - target)^2, na.rm = TRUE)
    } else {
      # Brier score, as ranger's probability forests.
      hit <- unseen[cbind(seq_len(rows), target + 1)]
      mean(rowSums(unseen^2) - hit^2 + (1 - hit)^2, na.rm = TRUE) / 2
    }
  }
  structure(forest, class = "grouped_forest")
}

# A matrix of numbers; factors and text as columns of 0 and 1. `known` are the
# columns at fitting.
matrix_of <- function(x, known, call) {
  if (is.matrix(x)) {
    if (is.null(colnames(x))) colnames(x) <- paste0("V", seq_len(ncol(x)))
    x <- as.data.frame(x)
  }
  if (!is.data.frame(x) || length(x) == 0L) {
    stop(failure("data", sprintf("x must be a matrix or data frame, but is %s", said(class(x))),
      "", call))
  }
  names <- if (is.null(known)) names(x) else names(known)
  if (any(!names %in% names(x))) {
    stop(failure("column", sprintf("newdata lacks the columns %s", said(setdiff(names, names(x)))),
      "", call))
  }
  parts <- list()
  columns <- list()
  for (name in names) {
    column <- plain(x[[name]])
    if (is.factor(column) || is.character(column)) {
      levels <- known[[name]]
      if (is.null(levels)) {
        levels <- if (is.factor(column)) levels(column) else sort(unique(column))
      }
      text <- as.character(column)
      dummies <- lapply(levels, function(level) as.double(text == level))
      names(dummies) <- paste0(name, levels)
      parts <- c(parts, dummies)
      columns[[name]] <- levels
    } else {
      parts[[name]] <- as.double(column)
      columns[[name]] <- character()
    }
  }
  list(x = do.call(cbind, parts), columns = columns)
}

# The library's row after row as numbers, or a matrix of a column a class.
shaped <- function(values, classes, rows) {
  if (is.null(classes)) {
    return(values)
  }
  matrix(values, rows, length(classes), byrow = TRUE, dimnames = list(NULL, classes))
}

#' Predictions of a forest
#'
#' @param object A [grouped_forest()].
#' @param newdata A matrix or data frame with the features.
#' @param type `"response"` for classes or numbers, `"prob"` for a matrix of one column a
#' class.
#' @param ... Nothing else is taken.
#' @return A factor, text, logicals or numbers as `y` was; a matrix for `"prob"`.
#' @examples
#' forest <- grouped_forest(mtcars[, -1], mtcars$mpg, num.trees = 50)
#' predict(forest, mtcars[1:3, ])
#' @export
predict.grouped_forest <- function(object, newdata, type = c("response", "prob"), ...) {
  call <- sys.call()
  type <- match.arg(type)
  if (!.Call(nflwp_holds, object$cache$held)) {
    object$cache$held <- work("forest_read", list(bytes = object$bytes), call = call)
  }
  columns <- matrix_of(newdata, object$columns, call)
  rows <- nrow(columns$x)
  values <- work("forest_predict", list(
    forest = object$cache$held, x = columns$x, rows = as.double(rows),
    columns = as.double(ncol(columns$x))
  ), call = call)
  values <- shaped(values, object$classes, rows)
  if (type == "prob" || is.null(object$classes)) {
    return(values)
  }
  best <- object$classes[max.col(values, ties.method = "first")]
  switch(object$kind,
    logical = as.logical(best),
    character = best,
    factor(best, levels = object$classes)
  )
}

print.grouped_forest <- function(x, ...) {
  cat(sprintf(
    "<grouped_forest> %s trees for %s: %s rows in %s groups, mtry %g, min.node.size %g\n",
    format(x$num.trees), if (is.null(x$classes)) "numbers" else
      sprintf("%d classes", length(x$classes)),
    format(x$num.samples, big.mark = ","), format(x$num.groups, big.mark = ","),
    x$mtry, x$min.node.size
  ))
  if (!is.null(x$prediction.error)) {
    cat(sprintf("out-of-bag %s: %.4f\n",
      if (is.null(x$classes)) "mean squared error" else "Brier score", x$prediction.error))
  }
  top <- head(sort(x$variable.importance, decreasing = TRUE), 5L)
  cat("importance: ", said(sprintf("%s %.2f", names(top), top)), "\n", sep = "")
  invisible(x)
}
