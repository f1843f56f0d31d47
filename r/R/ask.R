# Questions about one situation.

# Situations as text: words as they are, lists and data frames as key=value.
situations <- function(situation, call) {
  if (is.character(situation) && !anyNA(situation) && length(situation) > 0L) {
    return(situation)
  }
  if (is.list(situation) && length(situation) > 0L && !is.null(names(situation))) {
    keys <- names(situation)
    values <- lapply(situation, function(v) {
      if (is.logical(v)) tolower(as.character(v)) else format_plain(v)
    })
    rows <- max(lengths(values))
    pairs <- mapply(function(key, value) {
      value <- rep_len(value, rows)
      ifelse(is.na(value), "", paste0(key, "=", value))
    }, keys, values, SIMPLIFY = FALSE)
    return(trimws(gsub(" +", " ", do.call(paste, unname(pairs)))))
  }
  stop(failure(
    "situation", "situation must be words, or a list or data frame of nflverse's names",
    "as in \"4th and 2 at the opp 35, down 3, 2:10 left in Q4\"", call
  ))
}

format_plain <- function(value) {
  out <- if (is.numeric(value)) {
    format(value, scientific = FALSE, trim = TRUE, digits = 15L)
  } else {
    as.character(value)
  }
  out[is.na(value)] <- NA_character_
  out
}

one_situation <- function(situation, call) {
  words <- situations(situation, call)
  if (length(words) != 1L) {
    stop(failure(
      "situation", sprintf("one situation is needed, but there are %d", length(words)),
      "use lapply() for many, or add_4th_down() for a data frame of plays", call
    ))
  }
  words
}

#' Win probability for a situation
#'
#' @param situation One or more situations: in words
#' (`"4th and 2 at the opp 35, down 3, 2:10 left in Q4"`), in short
#' (`"4&2 opp35 -3 Q4 2:10"`), as `key=value` pairs, or a list or data frame of nflverse's
#' names (`down`, `ydstogo`, `yardline_100`, `score_differential`, `qtr`,
#' `quarter_seconds_remaining`, and what else is known). Told of the team with the ball.
#' @param model A model of [wp_train()] or [wp_load()]; the shipped one if `NULL`.
#' @param level Confidence level of the intervals, above 0 and below 1.
#' @return A data frame (a tibble where tibble is loaded) of one row a situation: `wp`, the
#' probability that the team with the ball wins, a tie counting half; `wp_lower` and
#' `wp_upper`, its confidence interval; `win`, `tie`, `loss` where the game may end tied;
#' `understood` and `assumed`, how the words were read and what they leave open.
#' @examples
#' wp_predict("4th and 2 at the opp 35, down 3, 2:10 left in Q4")
#' wp_predict(list(
#'   down = 1, ydstogo = 10, yardline_100 = c(75, 50), score_differential = 4,
#'   qtr = 2, quarter_seconds_remaining = 300, posteam_spread = -2.5
#' ))
#' @export
wp_predict <- function(situation, model = NULL, level = 0.9) {
  call <- sys.call()
  args <- list(
    model = held(model, call), situation = situations(situation, call), level = level
  )
  tibbled(work("predict", args, call = call))
}

# A decision, asked of the library.
decision <- function(question, situation, model, level, call, more = list()) {
  args <- c(list(
    question = question, model = held(model, call),
    situation = one_situation(situation, call), level = level
  ), more)
  answer <- work("ask", args, call = call)
  answer$understood <- table_of(answer$understood)
  answer$unknown <- table_of(answer$unknown)
  answer
}

# A list of records of texts as a data frame.
table_of <- function(records) {
  if (length(records) == 0L) {
    return(tibbled(data.frame()))
  }
  columns <- lapply(names(records[[1L]]), function(name) {
    vapply(records, function(record) as.character(record[[name]]), "")
  })
  names(columns) <- names(records[[1L]])
  tibbled(as.data.frame(columns))
}

or_na <- function(value) if (is.null(value)) NA_real_ else as.double(value)

options_table <- function(options) {
  number <- function(name) vapply(options, function(o) or_na(o[[name]]), 0)
  tibbled(data.frame(
    option = vapply(options, function(o) o$option, ""),
    wp = number("wp"), wp_lower = number("lower"), wp_upper = number("upper")
  ))
}

#' Decisions
#'
#' @description Which option is best, by how much, and how sure that is: on fourth down (go
#' for it, field goal, punt), after a touchdown (two-point attempt or kick), before a kickoff
#' (deep or onside), and what a timeout of each team is worth.
#' @param situation As for [wp_predict()]; one. After a touchdown told of the team that
#' scored, whose six points are in the score; before a kickoff told of the team that kicks.
#' @param indoors Whether kicks are made under a roof; `NULL` where unknown.
#' @param model,level As for [wp_predict()].
#' @param n Games to play out beside it for each number of timeouts; `NULL` for none.
#' @param seed The same seed gives the same games.
#' @return A `wp_answer`: a list with `best`, `verdict` (in words), `options` (a data frame:
#' `option`, `wp`, `wp_lower`, `wp_upper`, the best first on fourth down), `gain` of the best
#' over the next with its paired interval `gain_lower`, `gain_upper` and whether that is
#' `clear` of 0, rates (`p_convert`, `break_even`, `p_make`, `conversion`, `recovery`),
#' `situation`, `understood` and `unknown`. `as.data.frame()` gives the options.
#' @seealso [add_4th_down()] for all fourth downs of a data frame.
#' @examples
#' decision <- wp_fourth_down("4&2 opp35 -3 Q4 2:10")
#' decision
#' decision$best
#' decision$ends
#' wp_two_point("down 8 after a touchdown, 6:00 left in Q4")
#' wp_kickoff("down 3, 1:50 left in Q4, no timeouts to 2")
#' wp_timeout("1st and 10 at own 25, down 3, 1:50 left in Q4, 1 timeout to 2", n = 500)
#' @name wp_fourth_down
#' @export
wp_fourth_down <- function(situation, indoors = NULL, model = NULL, level = 0.9) {
  more <- if (is.null(indoors)) list() else list(indoors = as.logical(indoors))
  answer <- decision("fourth_down", situation, model, level, sys.call(), more)
  of <- answer$answer
  table <- options_table(lapply(of$options, function(o) {
    list(option = o$choice, wp = o$wp, lower = o$interval$lower, upper = o$interval$upper)
  }))
  ends <- do.call(rbind, lapply(of$options, function(o) {
    data.frame(
      option = o$choice, end = vapply(o$ends, `[[`, "", "end"),
      p = vapply(o$ends, `[[`, 0, "p"), wp = vapply(o$ends, `[[`, 0, "wp")
    )
  }))
  new_answer("fourth down", answer, table, list(
    gain = of$gain$value, gain_lower = or_na(of$gain$interval$lower),
    gain_upper = or_na(of$gain$interval$upper), clear = of$clear,
    p_convert = of$p_convert$value,
    break_even = known(of$break_even), p_make = known(of$p_make),
    sentence = answer$sentence, ends = tibbled(ends)
  ))
}

known <- function(value) if (is.list(value)) value$value else NA_real_

#' @rdname wp_fourth_down
#' @export
wp_two_point <- function(situation, model = NULL, level = 0.9) {
  answer <- decision("two_point", situation, model, level, sys.call())
  new_answer("two-point attempt or kick", answer, options_table(answer$options), c(
    difference(answer$difference),
    list(
      break_even = answer$break_even, conversion = answer$conversion$two,
      kick_good = answer$conversion$kick, after = unlist(answer$after)
    )
  ))
}

#' @rdname wp_fourth_down
#' @export
wp_kickoff <- function(situation, model = NULL, level = 0.9) {
  answer <- decision("kickoff", situation, model, level, sys.call())
  new_answer("kickoff", answer, options_table(answer$options), c(
    difference(answer$difference),
    list(
      break_even = answer$break_even, recovery = answer$recovery,
      onside_allowed = answer$onside_allowed, after = unlist(answer$after)
    )
  ))
}

difference <- function(of) {
  list(
    gain = of$gain, gain_lower = or_na(of$lower), gain_upper = or_na(of$upper),
    clear = of$clear
  )
}

#' @rdname wp_fourth_down
#' @export
wp_timeout <- function(situation, n = NULL, seed = 1, model = NULL, level = 0.9) {
  more <- list(seed = as.double(seed))
  if (!is.null(n)) more$n <- as.double(n)
  answer <- decision("timeout", situation, model, level, sys.call(), more)
  rows <- lapply(answer$sides, function(s) {
    played <- s$simulated
    data.frame(
      side = s$side, timeouts = as.integer(s$timeouts), with = s$with$wp,
      without = s$without$wp, worth = s$worth$gain, worth_lower = or_na(s$worth$lower),
      worth_upper = or_na(s$worth$upper),
      simulated = if (is.list(played)) played$worth$gain else NA_real_,
      standard_error = if (is.list(played)) played$worth$standard_error else NA_real_
    )
  })
  table <- tibbled(do.call(rbind, rows))
  answer$best <- NA_character_
  answer$verdict <- said(sprintf("%s %+.1f points of WP", table$side, 100 * table$worth))
  new_answer("timeout", answer, table, list(games = n, seed = seed))
}

#' A situation played out many times
#'
#' @param situation As for [wp_predict()]; one. If it begins with "kickoff", from a kickoff,
#' told of the team that receives it.
#' @param n Games.
#' @param seed The same seed gives the same games.
#' @return A `wp_answer`: `options` has each outcome's probability and standard error;
#' `margin_mean`, `margin_quantiles` and `margins` (games by final margin of the team with
#' the ball).
#' @examples
#' finish <- wp_simulate("1st and 10 at own 25, tied, 5:00 left in Q4", n = 500)
#' finish
#' head(finish$margins)
#' @export
wp_simulate <- function(situation, n = 10000, seed = 1) {
  call <- sys.call()
  answer <- work("simulate", list(
    situation = one_situation(situation, call), n = as.double(n), seed = as.double(seed)
  ), call = call)
  names <- c("win", "tie", "loss", "wp", "overtime")
  table <- tibbled(data.frame(
    outcome = names,
    p = vapply(names, function(name) answer[[name]]$p, 0, USE.NAMES = FALSE),
    standard_error = vapply(names, function(name) answer[[name]]$standard_error, 0,
      USE.NAMES = FALSE)
  ))
  games <- unlist(answer$margin$games)
  games <- games[order(as.integer(names(games)))]
  answer$unknown <- table_of(answer$assumed)
  answer$best <- NA_character_
  answer$verdict <- sprintf("%s games played out", format(answer$games, big.mark = ","))
  new_answer("simulation", answer, table, list(
    games = answer$games, seed = answer$seed, margin_mean = answer$margin$mean,
    margin_quantiles = unlist(answer$margin$quantiles),
    margins = tibbled(data.frame(
      margin = as.integer(names(games)), games = as.integer(unname(games))
    ))
  ))
}

new_answer <- function(kind, answer, table, more) {
  structure(c(
    list(kind = kind, best = answer$best, verdict = answer$verdict, options = table),
    more,
    list(
      situation = answer$situation, understood = answer$understood, unknown = answer$unknown
    )
  ), class = "wp_answer")
}

print.wp_answer <- function(x, ...) {
  cat("<", x$kind, "> ", x$verdict, "\n", sep = "")
  table <- as.data.frame(x)
  numbers <- vapply(table, is.double, NA)
  table[numbers] <- lapply(table[numbers], function(v) {
    ifelse(is.na(v), "", sprintf("%.3f", v))
  })
  print.data.frame(table, row.names = FALSE)
  if (NROW(x$understood) > 0L) {
    cat("understood: ", said(paste(x$understood$field, x$understood$value)), "\n", sep = "")
  }
  if (NROW(x$unknown) > 0L) {
    cat("not given: ", said(x$unknown$field), "\n", sep = "")
  }
  invisible(x)
}

as.data.frame.wp_answer <- function(x, row.names = NULL, optional = FALSE, ...) {
  table <- x$options
  class(table) <- "data.frame"
  table
}
