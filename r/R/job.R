# Work that Rust does on a thread of its own, while R looks out for Ctrl-C.

# Milliseconds between two looks.
look_every <- 50L

# Does an operation of the library's; `progress` is TRUE, FALSE or a function of
# steps done and steps in all.
work <- function(operation, args = list(), progress = FALSE, call = sys.call(-1L)) {
  use_threads()
  told <- shown(progress)
  on.exit(told$close())
  job <- .Call(nflwp_start, operation, args)
  on.exit(.Call(nflwp_end, job), add = TRUE, after = FALSE)
  while (!.Call(nflwp_wait, job, look_every)) {
    told$step(.Call(nflwp_progress, job))
  }
  result <- .Call(nflwp_take, job)
  if (!is.null(result$kind)) {
    stop(failure(result$kind, result$message, result$hint, call))
  }
  told$step(.Call(nflwp_progress, job))
  result$value
}

# Operations on what belongs to R must not set threads again.
use_threads <- function() {
  wanted <- getOption("nflwp.threads")
  if (identical(wanted, the$threads)) {
    return(invisible())
  }
  the$threads <- wanted
  set_threads(wanted)
  invisible()
}

set_threads <- function(threads) {
  if (!is.null(threads) && (!is.numeric(threads) || length(threads) != 1L || is.na(threads) ||
        threads < 1 || threads > 256 || threads != round(threads))) {
    the$threads <- NULL
    stop(failure(
      "parameter", "threads must be a whole number between 1 and 256",
      "options(nflwp.threads = NULL) uses all cores", NULL
    ))
  }
  work("threads", list(threads = if (is.null(threads)) 0 else as.double(threads)))
}

# What the package remembers while it is loaded.
the <- new.env(parent = emptyenv())

# A condition that says what is wrong and what to do; its class begins with
# wp_error_<kind>.
failure <- function(kind, message, hint = "", call = NULL) {
  text <- if (nzchar(hint)) paste0(message, "\nhint: ", hint) else message
  structure(
    class = c(paste0("wp_error_", kind), "wp_error", "error", "condition"),
    list(message = text, call = call, hint = hint)
  )
}

# A bar on the console, a function, or nothing.
shown <- function(progress) {
  nothing <- list(step = function(steps) NULL, close = function() NULL)
  if (is.function(progress)) {
    told <- 0
    return(list(
      step = function(steps) {
        if (steps[1L] > told) {
          told <<- steps[1L]
          progress(steps[1L], steps[2L])
        }
      },
      close = function() NULL
    ))
  }
  if (!isTRUE(progress)) {
    return(nothing)
  }
  bar <- NULL
  list(
    step = function(steps) {
      if (steps[2L] <= 0) {
        return()
      }
      if (is.null(bar)) {
        bar <<- txtProgressBar(0, steps[2L], style = 3, file = stderr())
      }
      setTxtProgressBar(bar, steps[1L])
    },
    close = function() {
      if (!is.null(bar)) close(bar)
    }
  )
}

# Bars are for people, and only where they have not switched them off.
wants_progress <- function() {
  getOption(
    "nflwp.progress",
    interactive() && !identical(getOption("progressr.enable"), FALSE)
  )
}
