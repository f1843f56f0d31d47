# One fit of ranger for peers.py: reads the matrix as raw float64, prints seconds, writes P(win).
# Rscript ranger.R FOLDER ROWS TEST_ROWS FEATURES TREES THREADS SEED LEAF MTRY rows|games
suppressPackageStartupMessages(library(ranger))
a <- commandArgs(TRUE)
folder <- a[1]
n <- as.integer(a[2:9])
numbers <- function(name, count) readBin(file.path(folder, name), "double", count)
x <- matrix(numbers("train_x.f64", n[1] * n[3]), ncol = n[3])
colnames(x) <- paste0("f", seq_len(n[3]))
y <- factor(numbers("train_y.f64", n[1]), levels = c(0, 1))
# A bootstrap of games: each row as often as its game was drawn for the tree.
drawn <- NULL
if (a[10] == "games") {
  set.seed(n[6])
  game <- numbers("train_game.f64", n[1]) + 1
  drawn <- lapply(seq_len(n[4]), function(tree) tabulate(sample(max(game), replace = TRUE), max(game))[game])
}
spent <- system.time(forest <- ranger(
  x = x, y = y, probability = TRUE, num.trees = n[4], num.threads = n[5], seed = n[6],
  min.node.size = n[7], mtry = n[8], inbag = drawn, oob.error = FALSE, verbose = FALSE
))
test <- matrix(numbers("test_x.f64", n[2] * n[3]), ncol = n[3])
colnames(test) <- colnames(x)
p <- predict(forest, test, num.threads = n[5])$predictions[, "1"]
writeBin(as.double(p), file.path(folder, "ranger_p.f64"))
cat(spent[["elapsed"]], spent[["user.self"]] + spent[["sys.self"]],
    as.character(packageVersion("ranger")), "\n")
