# A game's win probability as a picture, and as data.

#' A game's win probability chart
#'
#' @description Draws the home team's win probability over a game with its interval, on the
#' current device or into a file; returns what is drawn, for a chart of one's own.
#' @param pbp,model,schedule,level As for [add_wp()].
#' @param game_id Which game; may be left out where `pbp` has only one.
#' @param file A file ending in `.svg`, `.png` or `.pdf`; `NULL` for the current device.
#' @param width,height Of the file, in inches.
#' @return Invisibly a data frame of one row a play: `elapsed` (seconds played), `home_wp`,
#' `home_wp_lower`, `home_wp_upper`, `posteam`, `wpa`, teams and ids.
#' @examples
#' plays <- wp_sample()
#' data <- wp_chart(plays, plays$game_id[1])
#' head(data)
#' # With ggplot2:
#' # ggplot(data, aes(elapsed, home_wp)) + geom_line()
#' @export
wp_chart <- function(pbp, game_id = NULL, file = NULL, model = NULL, schedule = NULL,
                     level = 0.9, width = 10, height = 5.5) {
  call <- sys.call()
  data <- chart_data(pbp, game_id, model, schedule, level, call)
  if (is.null(file)) {
    draw_chart(data)
    return(invisible(data))
  }
  ending <- tolower(sub(".*\\.", "", basename(file)))
  device <- switch(ending,
    svg = function() svg(file, width, height),
    png = function() png(file, width, height, units = "in", res = 144),
    pdf = function() pdf(file, width, height),
    stop(failure("parameter", sprintf("file must end in .svg, .png or .pdf, but was %s", file),
      "", call))
  )
  device()
  on.exit(dev.off())
  draw_chart(data)
  invisible(data)
}

chart_data <- function(pbp, game_id, model, schedule, level, call) {
  if (!is.data.frame(pbp) || is.null(pbp[["game_id"]])) {
    stop(failure("column", "pbp must be a data frame with the column game_id", "", call))
  }
  ids <- unique(as.character(pbp[["game_id"]]))
  if (is.null(game_id)) {
    if (length(ids) != 1L) {
      stop(failure("parameter",
        sprintf("game_id must name one of the %d games of pbp", length(ids)),
        sprintf("such as \"%s\"", ids[1L]), call))
    }
    game_id <- ids
  }
  if (!game_id %in% ids) {
    near <- ids[order(drop(utils::adist(game_id, ids)))[seq_len(min(3L, length(ids)))]]
    stop(failure("parameter", sprintf("pbp has no game %s", game_id),
      sprintf("the nearest are %s", said(near)), call))
  }
  # As a plain data frame: subsetting differs between its kinds.
  pbp <- as.data.frame(pbp)
  plays <- pbp[as.character(pbp$game_id) == game_id, , drop = FALSE]
  scored <- suppressMessages(add_wp(plays, model, schedule, level, "wp__", FALSE))
  clock <- played(scored)
  team <- function(name) as.character(scored[[name]])[1L]
  home <- as.character(scored$posteam) == as.character(scored$home_team)
  # Ends of intervals are of the team with the ball; the chart is the home team's.
  pick <- function(name, other) {
    own <- scored[[name]]
    if (is.null(own)) {
      return(rep(NA_real_, nrow(scored)))
    }
    ifelse(home, own, 1 - scored[[other]])
  }
  data <- data.frame(
    game_id = game_id, play_id = as.double(scored$play_id), elapsed = clock,
    home_team = team("home_team"), away_team = team("away_team"),
    home_wp = scored$wp__home_wp,
    home_wp_lower = pick("wp__wp_lower", "wp__wp_upper"),
    home_wp_upper = pick("wp__wp_upper", "wp__wp_lower"),
    posteam = as.character(scored$posteam), wpa = scored$wp__wpa
  )
  data <- data[!is.na(data$elapsed) & !is.na(data$home_wp), , drop = FALSE]
  rownames(data) <- NULL
  if (nrow(data) == 0L) {
    stop(failure("data", sprintf("no play of %s has a probability", game_id), "", call))
  }
  tibbled(data)
}

# Seconds played before each row: of quarters and their clocks where they are
# there, else of the game's.
played <- function(plays) {
  number <- function(name) {
    column <- plays[[name]]
    if (is.null(column)) NULL else as.double(plain(column))
  }
  qtr <- number("qtr")
  left <- number("quarter_seconds_remaining")
  whole <- number("game_seconds_remaining")
  if (!is.null(qtr) && !is.null(left)) {
    return(ifelse(qtr > 4, 3600 + 600 * (qtr - 4), 900 * qtr) - left)
  }
  if (is.null(whole)) {
    return(rep(NA_real_, nrow(plays)))
  }
  # Overtime is where the clock goes up again.
  over <- cumsum(c(0, diff(ifelse(is.na(whole), 0, whole)) > 60 & whole[-1L] <= 900)) > 0
  ifelse(over, 3600 + 600 - pmin(whole, 600), 3600 - whole)
}

draw_chart <- function(data) {
  old <- par(mar = c(3, 4.2, 2.5, 1), las = 1)
  on.exit(par(old))
  last <- max(3600, data$elapsed)
  plot(NULL,
    xlim = c(0, last), ylim = c(0, 1), xaxs = "i", yaxs = "i", xaxt = "n", yaxt = "n",
    xlab = "", ylab = ""
  )
  abline(v = seq(900, 3600, 900), h = c(0.25, 0.75), col = "grey85")
  abline(h = 0.5, col = "grey60")
  known <- !is.na(data$home_wp_lower)
  if (any(known)) {
    polygon(
      c(data$elapsed[known], rev(data$elapsed[known])),
      c(data$home_wp_lower[known], rev(data$home_wp_upper[known])),
      col = "#1f77b433", border = NA
    )
  }
  lines(data$elapsed, data$home_wp, lwd = 2, col = "#1f77b4")
  top <- order(-abs(ifelse(is.na(data$wpa), 0, data$wpa)))[seq_len(min(3L, nrow(data)))]
  points(data$elapsed[top], data$home_wp[top], pch = 21, bg = "white", col = "#1f77b4")
  axis(2, c(0, 0.25, 0.5, 0.75, 1), c("0%", "25%", "50%", "75%", "100%"))
  axis(1, 450 + 900 * (0:3), c("Q1", "Q2", "Q3", "Q4"), tick = FALSE)
  if (last > 3600) axis(1, (3600 + last) / 2, "OT", tick = FALSE)
  mtext(sprintf("%s at %s: WP of %s", data$away_team[1L], data$home_team[1L],
    data$home_team[1L]), adj = 0, line = 0.7, font = 2)
}
