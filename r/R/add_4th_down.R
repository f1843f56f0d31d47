add_4th_down <- function(pbp) NULL
