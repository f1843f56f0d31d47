//! Arithmetic that writes itself down: values of a graph with Rust's operators.
//!
//! Every value is a matrix, rows × something; a matrix of one row or one column goes
//! with every row or column of another. Numbers are doubles unless said otherwise.

use crate::estimator::graph::{At, Attribute, Graph, Tensor};
use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Sub};

/// A graph that is written.
#[derive(Debug)]
pub(super) struct Sheet(RefCell<Graph>);

/// A value of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Val<'a> {
    sheet: &'a Sheet,
    at: At,
}

/// A value, or a number that stands for one.
pub(super) trait Term<'a> {
    fn on(self, sheet: &'a Sheet) -> Val<'a>;
}

impl<'a> Term<'a> for Val<'a> {
    fn on(self, _sheet: &'a Sheet) -> Val<'a> {
        self
    }
}

impl<'a> Term<'a> for f64 {
    fn on(self, sheet: &'a Sheet) -> Val<'a> {
        let at = sheet.0.borrow_mut().number(self);
        sheet.val(at)
    }
}

impl Sheet {
    pub fn new(graph: Graph) -> Self {
        Self(RefCell::new(graph))
    }

    pub fn finish(self) -> Graph {
        self.0.into_inner()
    }

    pub fn val(&self, at: At) -> Val<'_> {
        Val { sheet: self, at }
    }

    /// What is written in another way.
    pub fn write<T>(&self, with: impl FnOnce(&mut Graph) -> T) -> T {
        with(&mut self.0.borrow_mut())
    }

    pub fn constant(&self, tensor: Tensor) -> Val<'_> {
        let at = self.write(|g| g.constant(tensor));
        self.val(at)
    }

    /// A table of so many columns.
    pub fn table(&self, columns: usize, values: Vec<f64>) -> Val<'_> {
        let rows = values.len() / columns.max(1);
        self.constant(Tensor::Double(vec![rows as i64, columns as i64], values))
    }

    /// The same of whole numbers of 16 bits.
    pub fn shorts(&self, columns: usize, values: Vec<i16>) -> Val<'_> {
        let rows = values.len() / columns.max(1);
        self.constant(Tensor::Short(vec![rows as i64, columns as i64], values))
    }

    /// The same of single precision.
    pub fn floats(&self, columns: usize, values: Vec<f32>) -> Val<'_> {
        let rows = values.len() / columns.max(1);
        self.constant(Tensor::Float(vec![rows as i64, columns as i64], values))
    }

    /// The same number in every row.
    pub fn row(&self, values: &[f64]) -> Val<'_> {
        self.table(values.len(), values.to_vec())
    }

    pub fn wholes(&self, values: &[i64]) -> Val<'_> {
        self.constant(Tensor::Long(vec![values.len() as i64], values.to_vec()))
    }

    fn concat<'a>(&'a self, parts: &[Val<'a>], axis: i64) -> Val<'a> {
        if let [one] = parts {
            return *one;
        }
        let parts: Vec<At> = parts.iter().map(|v| v.at).collect();
        let axis = vec![("axis", Attribute::Int(axis))];
        let at = self.write(|g| g.apply_with("Concat", &parts, axis));
        self.val(at)
    }

    /// Columns beside each other, of as many rows.
    pub fn beside<'a>(&'a self, parts: &[Val<'a>]) -> Val<'a> {
        self.concat(parts, 1)
    }

    /// Rows below each other, of as many columns.
    pub fn below<'a>(&'a self, parts: &[Val<'a>]) -> Val<'a> {
        self.concat(parts, 0)
    }
}

impl<'a> Val<'a> {
    pub fn at(self) -> At {
        self.at
    }

    fn apply(self, operator: &'static str, others: &[Self]) -> Self {
        self.apply_with(operator, others, Vec::new())
    }

    fn apply_with(
        self,
        operator: &'static str,
        others: &[Self],
        attributes: Vec<(&'static str, Attribute)>,
    ) -> Self {
        let mut inputs = vec![self.at];
        inputs.extend(others.iter().map(|v| v.at));
        let at = self
            .sheet
            .write(|g| g.apply_with(operator, &inputs, attributes));
        self.sheet.val(at)
    }

    fn with(self, operator: &'static str, other: impl Term<'a>) -> Self {
        self.apply(operator, &[other.on(self.sheet)])
    }

    pub fn lt(self, other: impl Term<'a>) -> Self {
        self.with("Less", other)
    }

    pub fn le(self, other: impl Term<'a>) -> Self {
        self.with("LessOrEqual", other)
    }

    pub fn gt(self, other: impl Term<'a>) -> Self {
        self.with("Greater", other)
    }

    pub fn ge(self, other: impl Term<'a>) -> Self {
        self.with("GreaterOrEqual", other)
    }

    pub fn is(self, other: impl Term<'a>) -> Self {
        self.with("Equal", other)
    }

    pub fn and(self, other: Self) -> Self {
        self.apply("And", &[other])
    }

    pub fn or(self, other: Self) -> Self {
        self.apply("Or", &[other])
    }

    pub fn not(self) -> Self {
        self.apply("Not", &[])
    }

    pub fn min(self, other: impl Term<'a>) -> Self {
        self.with("Min", other)
    }

    pub fn max(self, other: impl Term<'a>) -> Self {
        self.with("Max", other)
    }

    pub fn clip(self, low: f64, high: f64) -> Self {
        self.max(low).min(high)
    }

    pub fn floor(self) -> Self {
        self.apply("Floor", &[])
    }

    pub fn exp(self) -> Self {
        self.apply("Exp", &[])
    }

    pub fn ln(self) -> Self {
        self.apply("Log", &[])
    }

    pub fn sin(self) -> Self {
        self.apply("Sin", &[])
    }

    /// 1 divided by it.
    pub fn inverse(self) -> Self {
        self.apply("Reciprocal", &[])
    }

    pub fn abs(self) -> Self {
        self.apply("Abs", &[])
    }

    pub fn sign(self) -> Self {
        self.apply("Sign", &[])
    }

    /// Where this is true the one, else the other.
    pub fn pick(self, yes: impl Term<'a>, no: impl Term<'a>) -> Self {
        let (yes, no) = (yes.on(self.sheet), no.on(self.sheet));
        self.apply("Where", &[yes, no])
    }

    pub fn finite(self) -> Self {
        let at = self.sheet.write(|g| g.is_finite(self.at));
        self.sheet.val(at)
    }

    /// Itself, or a number where it is unknown.
    pub fn or_else(self, unknown: f64) -> Self {
        self.finite().pick(self, unknown)
    }

    /// The nearest whole number, halves away from zero.
    pub fn round(self) -> Self {
        (self.abs() + 0.5).floor() * self.sign()
    }

    pub fn double(self) -> Self {
        let at = self.sheet.write(|g| g.cast_double(self.at));
        self.sheet.val(at)
    }

    pub fn float(self) -> Self {
        let at = self.sheet.write(|g| g.cast_float(self.at));
        self.sheet.val(at)
    }

    pub fn whole(self) -> Self {
        let at = self.sheet.write(|g| g.cast_whole(self.at));
        self.sheet.val(at)
    }

    pub fn column(self, at: usize) -> Self {
        let at = self.sheet.write(|g| g.column(self.at, at));
        self.sheet.val(at)
    }

    /// Columns from one to before another.
    pub fn columns(self, from: usize, to: usize) -> Self {
        let [from, to, axis] = [from, to, 1].map(|n| self.sheet.wholes(&[n as i64]));
        self.apply("Slice", &[from, to, axis])
    }

    /// Columns in another order.
    pub fn ordered(self, columns: &[usize]) -> Self {
        let columns: Vec<i64> = columns.iter().map(|&c| c as i64).collect();
        let columns = self.sheet.wholes(&columns);
        self.apply_with("Gather", &[columns], vec![("axis", Attribute::Int(1))])
    }

    pub fn row_sums(self) -> Self {
        let at = self.sheet.write(|g| g.row_sums(self.at));
        self.sheet.val(at)
    }

    pub fn row_min(self) -> Self {
        let keep = vec![
            ("axes", Attribute::Ints(vec![1])),
            ("keepdims", Attribute::Int(1)),
        ];
        self.apply_with("ReduceMin", &[], keep)
    }

    /// With this shape; 0 keeps a length, −1 is what is left.
    pub fn shaped(self, shape: &[i64]) -> Self {
        let shape = self.sheet.wholes(shape);
        self.apply("Reshape", &[shape])
    }

    pub fn flat(self) -> Self {
        self.shaped(&[-1])
    }

    pub fn times(self, matrix: Self) -> Self {
        self.apply("MatMul", &[matrix])
    }

    /// Rows of this by their numbers: a list of whole numbers, or a column of doubles.
    pub fn take(self, rows: Self) -> Self {
        self.apply_with("Gather", &[rows], vec![("axis", Attribute::Int(0))])
    }

    /// Rows of this table by a column of numbers.
    pub fn look_up(self, numbers: Self) -> Self {
        self.take(numbers.whole().flat())
    }

    /// The numbers of the places where this is true, counted along the rows: a list.
    pub fn places(self) -> Self {
        self.flat().apply("NonZero", &[]).flat()
    }

    /// How many rows it has: a list of one whole number.
    pub fn count(self) -> Self {
        let first = self.sheet.wholes(&[0]);
        let shape = self.apply("Shape", &[]);
        shape.apply_with("Gather", &[first], vec![("axis", Attribute::Int(0))])
    }

    /// Rows from one number to before another.
    pub fn rows(self, from: Self, to: Self) -> Self {
        let axis = self.sheet.wholes(&[0]);
        self.apply("Slice", &[from, to, axis])
    }

    /// Zeros in `rows` rows with as many columns as this has.
    pub fn zeros(self, rows: Self) -> Self {
        let axis = self.sheet.wholes(&[1]);
        let shape = self.apply("Shape", &[]);
        let columns = shape.apply_with("Gather", &[axis], vec![("axis", Attribute::Int(0))]);
        let shape = self.sheet.concat(&[rows, columns], 0);
        (0.0).on(self.sheet).apply("Expand", &[shape])
    }

    /// This with other rows at these numbers.
    pub fn put(self, numbers: Self, rows: Self) -> Self {
        let numbers = numbers.shaped(&[-1, 1]);
        self.apply("ScatterND", &[numbers, rows])
    }

    /// Rows × columns as rows × 1 × columns.
    pub fn aside(self) -> Self {
        let axis = self.sheet.wholes(&[1]);
        self.apply("Unsqueeze", &[axis])
    }

    /// The reverse.
    pub fn squeezed(self) -> Self {
        let axis = self.sheet.wholes(&[1]);
        self.apply("Squeeze", &[axis])
    }

    /// (Rows · ways) × columns as rows × ways × columns.
    pub fn ways(self, ways: usize) -> Self {
        let axis = self.sheet.wholes(&[1]);
        let shape = self.apply("Shape", &[]);
        let columns = shape.apply_with("Gather", &[axis], vec![("axis", Attribute::Int(0))]);
        let ways = self.sheet.wholes(&[-1, ways as i64]);
        let shape = self.sheet.concat(&[ways, columns], 0);
        self.apply("Reshape", &[shape])
    }

    /// The first column of rows × ways × columns, as rows × ways.
    pub fn first_of(self, ways: usize) -> Self {
        let first = self.sheet.wholes(&[0]);
        let first = self.apply_with("Gather", &[first], vec![("axis", Attribute::Int(2))]);
        first.shaped(&[-1, ways as i64])
    }

    /// A whole number for sums and products with lists of such.
    pub fn same(self, value: i64) -> Self {
        self.sheet.wholes(&[value])
    }
}

macro_rules! operator {
    ($of:ident, $function:ident, $operator:literal) => {
        impl<'a, T: Term<'a>> $of<T> for Val<'a> {
            type Output = Self;

            fn $function(self, other: T) -> Self {
                self.with($operator, other)
            }
        }
    };
}

operator!(Add, add, "Add");
operator!(Sub, sub, "Sub");
operator!(Mul, mul, "Mul");
operator!(Div, div, "Div");
