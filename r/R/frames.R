# Data frames over, and back as they came.

# The columns that the library reads, in plain types.
handed_over <- function(frame, name, call) {
  if (!is.data.frame(frame)) {
    stop(failure(
      "data", sprintf("%s must be a data frame, but is %s", name, said(class(frame))),
      "give nflreadr::load_pbp(2023), or any data frame with nflverse's columns", call
    ))
  }
  if (is.null(the$columns)) {
    the$columns <- work("columns")
  }
  wanted <- names(frame) %in% the$columns & !duplicated(names(frame))
  columns <- lapply(which(wanted), function(i) plain(.subset2(frame, i)))
  names(columns) <- names(frame)[wanted]
  columns
}

# Dates as text, spans of time as seconds, everything else as it is.
plain <- function(column) {
  if (inherits(column, c("Date", "POSIXt"))) {
    return(as.character(column))
  }
  if (inherits(column, "difftime")) {
    return(as.double(column, units = "secs"))
  }
  if (is.list(column)) {
    return(as.character(column))
  }
  column
}

said <- function(words) paste(words, collapse = ", ")

rows_of <- function(frame) length(attr(frame, "row.names"))

# A frame of plays, and its schedule if there is one, as arguments.
plays_args <- function(pbp, schedule, call, extra = list()) {
  args <- list(plays = handed_over(pbp, "pbp", call), rows = as.double(rows_of(pbp)))
  if (!is.null(schedule)) {
    args$schedule <- handed_over(schedule, "schedule", call)
    args$schedule_rows <- as.double(rows_of(schedule))
  }
  c(args, extra)
}

# The frame's columns, then the added ones; one of the frame's that an added one
# takes the name of becomes original_...
with_columns <- function(frame, added, prefix = "") {
  names(added) <- paste0(prefix, names(added))
  old <- names(frame)
  taken <- old %in% names(added)
  new <- old
  for (i in which(taken)) {
    name <- paste0("original_", old[i])
    while (name %in% c(old, new[-i])) {
      name <- paste0("original_", name)
    }
    new[i] <- name
  }
  if (any(taken)) {
    message(
      "renamed: ",
      said(sprintf("%s to %s", old[taken], new[taken]))
    )
  }
  kept <- attributes(frame)
  # A data.table's own bookkeeping is of the old columns.
  kept$.internal.selfref <- NULL
  columns <- unclass(frame)
  attributes(columns) <- NULL
  out <- c(columns, unclass(added))
  kept$names <- c(new, names(added))
  attributes(out) <- kept
  if (inherits(out, "data.table") && requireNamespace("data.table", quietly = TRUE)) {
    out <- data.table::setalloccol(out)
  }
  out
}

# A table as a frame of the same kind as another.
like <- function(table, frame) {
  if (inherits(frame, "data.table") && requireNamespace("data.table", quietly = TRUE)) {
    table <- data.table::as.data.table(table)
  }
  kinds <- c("nflverse_data", "tbl_df", "tbl", "data.table", "data.frame")
  class(table) <- kinds[kinds %in% class(frame) | kinds == "data.frame"]
  table
}

# A tibble where tibble is there to print it, by class alone.
tibbled <- function(table) {
  class(table) <- c("tbl_df", "tbl", "data.frame")
  table
}
