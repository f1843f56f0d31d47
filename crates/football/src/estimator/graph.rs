//! Computations written down as a graph of ONNX's operators, for programs that are
//! not this one. What writes the file is `wp-onnx`.

use std::collections::HashMap;

/// A value of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct At(usize);

impl At {
    /// Its name.
    #[must_use]
    pub fn name(self) -> String {
        format!("v{}", self.0)
    }
}

/// A constant's numbers, with its shape before them.
#[derive(Debug, Clone, PartialEq)]
pub enum Tensor {
    /// 64-bit floats.
    Double(Vec<i64>, Vec<f64>),
    /// 32-bit floats.
    Float(Vec<i64>, Vec<f32>),
    /// 64-bit whole numbers.
    Long(Vec<i64>, Vec<i64>),
    /// 16-bit whole numbers.
    Short(Vec<i64>, Vec<i16>),
    /// 8-bit whole numbers.
    Byte(Vec<i64>, Vec<i8>),
}

/// An attribute's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Attribute {
    /// A whole number.
    Int(i64),
    /// Whole numbers.
    Ints(Vec<i64>),
    /// Numbers.
    Floats(Vec<f32>),
    /// Text.
    Text(&'static str),
    /// Texts.
    Texts(Vec<&'static str>),
}

/// One operator at work.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The operator.
    pub operator: &'static str,
    /// What it reads.
    pub inputs: Vec<At>,
    /// What it makes.
    pub output: At,
    /// Its attributes.
    pub attributes: Vec<(&'static str, Attribute)>,
}

/// A computation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Graph {
    nodes: Vec<Node>,
    constants: Vec<(At, Tensor)>,
    settings: Vec<(&'static str, At, f32)>,
    outputs: Vec<(&'static str, At, Option<usize>)>,
    doubles: HashMap<u64, At>,
    values: usize,
    width: usize,
}

/// Numbers of ONNX's element types.
const FLOAT: i64 = 1;
const LONG: i64 = 7;
const DOUBLE: i64 = 11;

impl Graph {
    /// Of a matrix of 32-bit floats with `width` columns, missing values NaN: its
    /// one input, the first value.
    #[must_use]
    pub fn of_matrix(width: usize) -> (Self, At) {
        let graph = Self {
            values: 1,
            width,
            ..Self::default()
        };
        (graph, At(0))
    }

    /// The matrix's columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.width
    }

    /// The input.
    #[must_use]
    pub fn input(&self) -> At {
        At(0)
    }

    /// Further inputs, which may be left out: 32-bit floats, one for all rows or one
    /// a row; name, value, and what holds where it is left out.
    #[must_use]
    pub fn settings(&self) -> &[(&'static str, At, f32)] {
        &self.settings
    }

    /// The operators in order.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The constants.
    #[must_use]
    pub fn constants(&self) -> &[(At, Tensor)] {
        &self.constants
    }

    /// What comes out, 32-bit floats: name, value, columns (`None` for a vector of
    /// one value a row).
    #[must_use]
    pub fn outputs(&self) -> &[(&'static str, At, Option<usize>)] {
        &self.outputs
    }

    fn next(&mut self) -> At {
        self.values += 1;
        At(self.values - 1)
    }

    pub(crate) fn setting(&mut self, name: &'static str, usual: f32) -> At {
        let at = self.next();
        self.settings.push((name, at, usual));
        at
    }

    pub(crate) fn output(&mut self, name: &'static str, value: At, columns: Option<usize>) {
        self.outputs.push((name, value, columns));
    }

    pub(crate) fn constant(&mut self, tensor: Tensor) -> At {
        let at = self.next();
        self.constants.push((at, tensor));
        at
    }

    /// A number that goes with every row.
    pub(crate) fn number(&mut self, value: f64) -> At {
        if let Some(&known) = self.doubles.get(&value.to_bits()) {
            return known;
        }
        let at = self.constant(Tensor::Double(vec![1], vec![value]));
        self.doubles.insert(value.to_bits(), at);
        at
    }

    pub(crate) fn whole(&mut self, value: i64) -> At {
        self.constant(Tensor::Long(vec![1], vec![value]))
    }

    pub(crate) fn apply(&mut self, operator: &'static str, inputs: &[At]) -> At {
        self.apply_with(operator, inputs, Vec::new())
    }

    pub(crate) fn apply_with(
        &mut self,
        operator: &'static str,
        inputs: &[At],
        attributes: Vec<(&'static str, Attribute)>,
    ) -> At {
        let output = self.next();
        self.nodes.push(Node {
            operator,
            inputs: inputs.to_vec(),
            output,
            attributes,
        });
        output
    }

    pub(crate) fn cast(&mut self, value: At, to: i64) -> At {
        self.apply_with("Cast", &[value], vec![("to", Attribute::Int(to))])
    }

    pub(crate) fn cast_double(&mut self, value: At) -> At {
        self.cast(value, DOUBLE)
    }

    pub(crate) fn cast_float(&mut self, value: At) -> At {
        self.cast(value, FLOAT)
    }

    pub(crate) fn cast_whole(&mut self, value: At) -> At {
        self.cast(value, LONG)
    }

    pub(crate) fn add(&mut self, a: At, b: At) -> At {
        self.apply("Add", &[a, b])
    }

    pub(crate) fn sub(&mut self, a: At, b: At) -> At {
        self.apply("Sub", &[a, b])
    }

    pub(crate) fn mul(&mut self, a: At, b: At) -> At {
        self.apply("Mul", &[a, b])
    }

    pub(crate) fn div(&mut self, a: At, b: At) -> At {
        self.apply("Div", &[a, b])
    }

    pub(crate) fn scaled(&mut self, a: At, factor: f64) -> At {
        let factor = self.number(factor);
        self.mul(a, factor)
    }

    pub(crate) fn plus(&mut self, a: At, more: f64) -> At {
        let more = self.number(more);
        self.add(a, more)
    }

    pub(crate) fn clipped(&mut self, a: At, low: f64, high: f64) -> At {
        let (low, high) = (self.number(low), self.number(high));
        let a = self.apply("Max", &[a, low]);
        self.apply("Min", &[a, high])
    }

    pub(crate) fn choose(&mut self, condition: At, yes: At, no: At) -> At {
        self.apply("Where", &[condition, yes, no])
    }

    /// Column `at` of a matrix, as a matrix of one.
    pub(crate) fn column(&mut self, of: At, at: usize) -> At {
        let at = self.whole(at as i64);
        self.apply_with("Gather", &[of, at], vec![("axis", Attribute::Int(1))])
    }

    /// Columns beside each other.
    pub(crate) fn beside(&mut self, columns: &[At]) -> At {
        self.apply_with("Concat", columns, vec![("axis", Attribute::Int(1))])
    }

    /// Sums of rows, as a column.
    pub(crate) fn row_sums(&mut self, of: At) -> At {
        let axis = self.whole(1);
        let keep = vec![("keepdims", Attribute::Int(1))];
        self.apply_with("ReduceSum", &[of, axis], keep)
    }

    /// Neither NaN nor infinite.
    pub(crate) fn is_finite(&mut self, value: At) -> At {
        let (nan, infinite) = (self.apply("IsNaN", &[value]), self.apply("IsInf", &[value]));
        let odd = self.apply("Or", &[nan, infinite]);
        self.apply("Not", &[odd])
    }
}
