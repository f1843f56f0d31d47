test_that("classes of any kind come back as they were", {
  forest <- grouped_forest(iris[, 1:4], iris$Species, num.trees = 50)
  expect_true(mean(predict(forest, iris) == iris$Species) > 0.95)
  p <- predict(forest, iris, type = "prob")
  expect_equal(unname(rowSums(p)), rep(1, 150), tolerance = 1e-5)
  expect_identical(colnames(p), levels(iris$Species))
  expect_equal(sum(forest$variable.importance), 1)
  expect_true(forest$prediction.error < 0.1)
  expect_output(print(forest), "3 classes")
  logical <- grouped_forest(iris[, 1:4], iris$Species == "setosa", num.trees = 20)
  expect_identical(predict(logical, iris), iris$Species == "setosa")
  text <- grouped_forest(as.matrix(iris[, 1:4]), as.character(iris$Species), num.trees = 20)
  expect_type(predict(text, iris), "character")
})

test_that("numbers, missing values and factors among the features", {
  cars <- mtcars
  cars$cyl <- factor(cars$cyl)
  cars$hp[1:5] <- NA
  forest <- grouped_forest(cars[, -1], cars$mpg, num.trees = 100, min.node.size = 2)
  expect_true(cor(predict(forest, cars), cars$mpg) > 0.9)
  expect_identical(predict(forest, cars[, rev(names(cars))]), predict(forest, cars))
  expect_error(predict(forest, cars["hp"]), "lacks the columns", class = "wp_error_column")
  copy <- tempfile(fileext = ".rds")
  saveRDS(forest, copy)
  expect_identical(predict(readRDS(copy), cars), predict(forest, cars))
})

test_that("groups are drawn together, so that out-of-bag errors are honest", {
  set.seed(1)
  group <- rep(1:60, each = 10)
  x <- data.frame(a = rnorm(60)[group], b = rnorm(600))
  y <- rnorm(60)[group]
  alone <- grouped_forest(x, y, num.trees = 50)
  together <- grouped_forest(x, y, groups = group, num.trees = 50)
  expect_true(alone$prediction.error < 0.5 * together$prediction.error)
  expect_equal(together$num.groups, 60L)
})

test_that("the same seed is the same forest, on any number of threads", {
  one <- grouped_forest(iris[, 1:4], iris$Species, num.trees = 20, seed = 3)
  before <- wp_threads(1)
  two <- grouped_forest(iris[, 1:4], iris$Species, num.trees = 20, seed = 3)
  wp_threads(before)
  expect_identical(one$bytes, two$bytes)
})

test_that("what cannot be is refused", {
  expect_error(grouped_forest(iris[, 1:4], iris$Species[-1]), class = "wp_error_shape")
  expect_error(grouped_forest(iris[, 1:4], c(NA, iris$Sepal.Length[-1])), "missing values")
  expect_error(grouped_forest(Species ~ ., iris), "formula")
  expect_error(grouped_forest(iris[, 1:4], iris$Species, mtry = 9), class = "wp_error_parameter")
})
