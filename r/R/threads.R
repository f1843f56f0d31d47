#' Threads
#'
#' @description How many threads scoring, training and simulating use. The same as
#' `options(nflwp.threads = )`; results do not depend on it.
#' @param threads A whole number from 1 to 256; `NULL` for all cores. Missing: nothing is set.
#' @return Without `threads` how many are used; else, invisibly, what was set before.
#' @examples
#' before <- wp_threads(1)
#' wp_threads()
#' wp_threads(before)
#' @export
wp_threads <- function(threads) {
  if (missing(threads)) {
    return(as.integer(work("threads")))
  }
  before <- getOption("nflwp.threads")
  set_threads(threads)
  the$threads <- threads
  options(nflwp.threads = threads)
  invisible(before)
}
