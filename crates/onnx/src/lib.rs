//! Models of win probability as [ONNX](https://onnx.ai) files.
//!
//! The model itself writes down what it computes as a graph of ONNX's operators
//! ([`football::estimator::graph`]); this crate puts it into ONNX's format. What is
//! inside is said in `docs/onnx.md` and in the file's metadata.

mod proto;

use football::estimator::Model;
use football::estimator::graph::{Attribute, Graph, Tensor};
use football::model_file::SavedModel;
use football::{Error, Result};
use prost::Message;
use proto::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSet, StringEntry, TensorProto,
    ValueInfo,
};

/// Version of ONNX's own operators.
pub const OPSET: i64 = 17;
/// Version of the operators of `ai.onnx.ml`, where the one for trees is.
pub const ML_OPSET: i64 = 3;
/// Version of the format.
const IR: i64 = 8;
const ML: &str = "ai.onnx.ml";
/// Name of the number of rows.
const ROWS: &str = "plays";
/// The one operator that is used of that domain.
const TREES: &str = "TreeEnsembleRegressor";

/// What a reader should know, in the file's metadata.
const WHOLE: &str = "P(win) of the team with the ball before a play from scrimmage in \
regulation, a tie counting half: expected points, score process, forest and link, the solved \
last minutes, fourth downs as the mix of their options, and what a touchdown that is needed \
can be worth. season (a year), playoffs (0 or 1) and qtr are one value or one a play, and may \
be left out. Overtime, kickoffs and conversion attempts are not inside.";
/// The same of a model with other features.
const PLAIN: &str = "P(win) of the team with the ball before a play from scrimmage on first to \
third down in regulation: expected points, score process, forest and link. Fourth downs, the \
last minutes (endings), overtime, kickoffs and conversion attempts are worked out around this \
model by wp and are not inside.";

/// A model's P(win) of a matrix of features as the bytes of an ONNX file: input
/// `features` (rows × features, 32-bit floats, NaN for unknown), output `wp` (one a
/// row) and, where the model has intervals, `members` (rows × members). With the usual
/// features it is the whole model of a snap in regulation, with the inputs `season`,
/// `playoffs` and `qtr`, which may be left out; with others what the model says of first to third
/// downs before the last minutes.
///
/// # Errors
/// [`Error::Refused`] for a model that is no forest.
pub fn of_model(saved: &SavedModel) -> Result<Vec<u8>> {
    let Model::Forest(forest) = &saved.model else {
        return Err(Error::Refused {
            problem: format!(
                "{} cannot be exported to ONNX",
                saved.card.settings.kind().name()
            ),
            hint: "export a forest, which is what `wp train` makes by default".into(),
        });
    };
    let seasons: Vec<String> = saved
        .card
        .provenance
        .seasons
        .iter()
        .map(ToString::to_string)
        .collect();
    let (graph, about) = match football::value::graph::graph(saved) {
        Some(graph) => (graph, WHOLE),
        None => (forest.graph(), PLAIN),
    };
    let metadata = [
        ("features", saved.card.features.join(",")),
        ("seasons", seasons.join(",")),
        ("about", about.to_owned()),
    ];
    Ok(model(&graph, "features", about, &metadata).encode_to_vec())
}

fn model(graph: &Graph, input: &str, about: &str, metadata: &[(&str, String)]) -> ModelProto {
    let opset = |domain: &str, version| OperatorSet {
        domain: domain.to_owned(),
        version,
    };
    ModelProto {
        ir_version: IR,
        producer_name: "wp".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        doc_string: about.to_owned(),
        graph: Some(graph_proto(graph, input)),
        opset_import: vec![opset("", OPSET), opset(ML, ML_OPSET)],
        metadata_props: metadata
            .iter()
            .map(|(key, value)| StringEntry {
                key: (*key).to_owned(),
                value: value.clone(),
            })
            .collect(),
    }
}

fn graph_proto(graph: &Graph, input: &str) -> GraphProto {
    // Inputs and outputs have names of their own.
    let name = |at: football::estimator::graph::At| {
        if at == graph.input() {
            return input.to_owned();
        }
        let mut settings = graph.settings().iter();
        if let Some((name, ..)) = settings.find(|(_, value, _)| *value == at) {
            return (*name).to_owned();
        }
        let outputs = graph.outputs().iter();
        let found = outputs.clone().find(|(_, value, _)| *value == at);
        found.map_or_else(|| at.name(), |(name, ..)| (*name).to_owned())
    };
    GraphProto {
        name: "wp".to_owned(),
        input: std::iter::once(ValueInfo::floats(input, ROWS, Some(graph.width())))
            .chain(graph.settings().iter().map(|(name, ..)| {
                // One for all rows or one a row: a length of its own.
                ValueInfo::floats(name, name, None)
            }))
            .collect(),
        output: graph
            .outputs()
            .iter()
            .map(|(name, _, columns)| ValueInfo::floats(name, ROWS, *columns))
            .collect(),
        initializer: graph
            .constants()
            .iter()
            .map(|(at, tensor)| tensor_proto(at.name(), tensor))
            .chain(graph.settings().iter().map(|(name, _, usual)| {
                // An input with a value is one that may be left out.
                tensor_proto((*name).to_owned(), &Tensor::Float(vec![1], vec![*usual]))
            }))
            .collect(),
        node: graph
            .nodes()
            .iter()
            .map(|node| NodeProto {
                op_type: node.operator.to_owned(),
                domain: if node.operator == TREES { ML } else { "" }.to_owned(),
                input: node.inputs.iter().map(|&at| name(at)).collect(),
                output: vec![name(node.output)],
                attribute: node
                    .attributes
                    .iter()
                    .map(|(name, value)| attribute(name, value))
                    .collect(),
            })
            .collect(),
    }
}

fn tensor_proto(name: String, tensor: &Tensor) -> TensorProto {
    let (data_type, dims, raw_data) = match tensor {
        Tensor::Byte(dims, v) => (3, dims, v.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Tensor::Float(dims, v) => (1, dims, v.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Tensor::Short(dims, v) => (5, dims, v.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Tensor::Long(dims, v) => (7, dims, v.iter().flat_map(|v| v.to_le_bytes()).collect()),
        Tensor::Double(dims, v) => (11, dims, v.iter().flat_map(|v| v.to_le_bytes()).collect()),
    };
    TensorProto {
        dims: dims.clone(),
        data_type,
        name,
        raw_data,
    }
}

fn attribute(name: &str, value: &Attribute) -> AttributeProto {
    let mut proto = AttributeProto {
        name: name.to_owned(),
        ..AttributeProto::default()
    };
    match value {
        Attribute::Int(v) => (proto.r#type, proto.i) = (2, *v),
        Attribute::Text(v) => (proto.r#type, proto.s) = (3, v.as_bytes().to_vec()),
        Attribute::Floats(v) => (proto.r#type, proto.floats) = (6, v.clone()),
        Attribute::Ints(v) => (proto.r#type, proto.ints) = (7, v.clone()),
        Attribute::Texts(v) => {
            proto.r#type = 8;
            proto.strings = v.iter().map(|v| v.as_bytes().to_vec()).collect();
        }
    }
    proto
}
