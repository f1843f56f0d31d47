# Models. What is kept is the file's bytes: a model survives saveRDS, and the
# library's own form of it is made again when it is asked for.

new_model <- function(bytes, held, name) {
  cache <- new.env(parent = emptyenv())
  cache$held <- held
  structure(list(bytes = bytes, name = name, cache = cache), class = "wp_model")
}

#' Models of win probability
#'
#' @description `wp_model()` is the model that comes with the package. `wp_save()` and
#' `wp_load()` write and read the files that the command `wp` and the Python package
#' `nflwp` read and write too; one file gives the same numbers in all three.
#' @details A model is an R object as any other: `saveRDS()` keeps it.
#' @param model A model.
#' @param path A file.
#' @return `wp_model()`, `wp_load()` and `wp_without_intervals()` return a `wp_model`,
#' `wp_save()` the path, invisibly. `wp_without_intervals()` is the same model answering
#' without confidence intervals, which takes half the time.
#' @seealso [wp_train()]
#' @examples
#' wp_model()
#' file <- tempfile(fileext = ".model")
#' wp_save(wp_model(), file)
#' wp_load(file)
#' @name wp_model
#' @export
wp_model <- function() {
  if (is.null(the$model)) {
    file <- system.file("wp.model", package = "nflwp", mustWork = TRUE)
    bytes <- readBin(file, "raw", file.size(file))
    the$model <- new_model(bytes, NULL, "shipped")
  }
  the$model
}

# What the library holds of a model, of the shipped one for NULL.
held <- function(model, call) {
  if (is.null(model)) {
    model <- wp_model()
  }
  if (!inherits(model, "wp_model")) {
    stop(failure(
      "model", sprintf("model must be a wp_model, but is %s", said(class(model))),
      "wp_load(path) reads one, wp_train(pbp) trains one", call
    ))
  }
  if (!.Call(nflwp_holds, model$cache$held)) {
    model$cache$held <- work("model", list(
      bytes = model$bytes, name = model$name, shipped = identical(model$name, "shipped")
    ), call = call)
  }
  model$cache$held
}

#' @rdname wp_model
#' @export
wp_load <- function(path) {
  call <- sys.call()
  path <- path.expand(path)
  if (!file.exists(path) || dir.exists(path)) {
    stop(failure("model", sprintf("there is no file %s", path),
      "wp_save(model, path) and the command `wp train` write model files", call))
  }
  model <- new_model(readBin(path, "raw", file.size(path)), NULL, basename(path))
  held(model, call)
  model
}

#' @rdname wp_model
#' @export
wp_save <- function(model, path) {
  call <- sys.call()
  held(model, call)
  path <- path.expand(path)
  folder <- dirname(path)
  if (!dir.exists(folder)) {
    stop(failure("model", sprintf("there is no folder %s", folder), "create it first", call))
  }
  # Whole or not at all.
  part <- tempfile(paste0(".", basename(path), "."), folder)
  on.exit(unlink(part))
  writeBin(model$bytes, part)
  if (!file.rename(part, path)) {
    stop(failure("model", sprintf("%s cannot be written", path), "", call))
  }
  invisible(path)
}

#' @rdname wp_model
#' @export
wp_without_intervals <- function(model = NULL) {
  call <- sys.call()
  plain <- work("plain", list(model = held(model, call)), call = call)
  new_model(plain$bytes, plain$held, "without intervals")
}

# Settings, data and metrics of a model's training.
card_of <- function(model) work("card", list(model = held(model, NULL)))

print.wp_model <- function(x, ...) {
  said <- card_of(x)
  data <- said$card$provenance
  seasons <- range(data$seasons)
  cat(sprintf(
    "<wp_model> %s, trained on %s: %s plays of %s games%s\n",
    said$kind,
    if (seasons[1L] == seasons[2L]) seasons[1L] else paste(seasons, collapse = "\u2013"),
    format(data$plays, big.mark = ","), format(data$games, big.mark = ","),
    if (said$intervals) ", with intervals" else ""
  ))
  invisible(x)
}
