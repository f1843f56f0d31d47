//! Models: what answers questions in words and scores plays.

use crate::value::{Held, Value};
use crate::work::Args;
use football::ask::Advisor;
use football::model_file::SavedModel;
use football::{Error, Result};
use std::sync::{Arc, OnceLock};

static SHIPPED: OnceLock<SavedModel> = OnceLock::new();
/// It keeps what it worked out for overtimes.
static ADVISOR: OnceLock<Advisor<'static>> = OnceLock::new();

/// A model of win probability.
#[derive(Debug)]
pub enum Model {
    /// The one that comes with the package.
    Shipped(&'static SavedModel),
    /// Another one.
    Own(Box<SavedModel>),
}

impl Model {
    /// The model.
    pub fn saved(&self) -> &SavedModel {
        match self {
            Self::Shipped(model) => model,
            Self::Own(model) => model,
        }
    }

    /// Asks something.
    pub fn ask<T>(
        &self,
        level: f64,
        question: impl FnOnce(&Advisor<'_>) -> Result<T>,
    ) -> Result<T> {
        if let Self::Shipped(model) = self {
            let advisor = ADVISOR.get_or_init(|| Advisor::new(model));
            return match advisor.level() == level {
                true => question(advisor),
                false => question(&advisor.clone().with_level(level)?),
            };
        }
        question(&Advisor::new(self.saved()).with_level(level)?)
    }

    /// For R to hold.
    pub fn held(model: SavedModel) -> Value {
        Value::Held(Held::Model(Arc::new(Self::Own(Box::new(model)))))
    }
}

/// The model that was handed over.
pub fn of(args: Args<'_>) -> Result<&Model> {
    match args.held("model")? {
        Held::Model(model) => Ok(model),
        Held::Forest(_) => Err(Error::data(
            "the argument model",
            "is a forest, not a model of win probability",
            "use wp_model(), wp_load() or wp_train()",
        )),
    }
}

/// From `bytes`, which `name` has in messages; the package's own where `shipped`.
pub fn read(args: Args<'_>) -> Result<Value> {
    let bytes = args.bytes("bytes")?;
    let path = args.text("name")?;
    let model = || SavedModel::from_bytes(bytes, path.as_ref());
    if !args.flag("shipped")? {
        return Ok(Model::held(model()?));
    }
    let shipped = match SHIPPED.get() {
        Some(shipped) => shipped,
        None => {
            let model = model()?;
            SHIPPED.get_or_init(|| model)
        }
    };
    let model = Model::Shipped(shipped);
    Ok(Value::Held(Held::Model(Arc::new(model))))
}

/// What it is: card, and what is printed of it.
pub fn card(args: Args<'_>) -> Result<Value> {
    let saved = of(args)?.saved();
    let card = serde_json::to_value(&saved.card).map_err(|e| Error::Fit {
        problem: format!("the card cannot be handed over: {e}"),
        hint: String::new(),
    })?;
    Ok(Value::list([
        ("card", card.into()),
        ("kind", Value::text(saved.card.settings.kind().name())),
        ("intervals", Value::flag(saved.has_intervals())),
    ]))
}

/// The same model without intervals, and its bytes.
pub fn without_intervals(args: Args<'_>) -> Result<Value> {
    with_bytes(of(args)?.saved().clone().without_intervals())
}

/// A model and its bytes, for R to keep.
pub fn with_bytes(model: SavedModel) -> Result<Value> {
    let bytes = model.to_bytes()?;
    Ok(Value::list([
        ("bytes", Value::Bytes(bytes.into())),
        ("held", Model::held(model)),
    ]))
}
