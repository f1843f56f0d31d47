//! The random forest as an estimator of plays.

use super::{Classifier, Estimator, Watch, check_width};
use crate::error::{Error, Result};
use crate::features::PlaySet;
use crate::forest::{self, Forest, ForestParams, RawForest, Resample, Target};
use linfa::ParamGuard;
use ndarray::{Array1, ArrayView1, ArrayView2};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// Settings of the forest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForestEstimator {
    /// Trees.
    pub trees: usize,
    /// Least plays at a leaf, counted as often as the bootstrap drew them.
    pub min_leaf: usize,
    /// Columns tried at each node.
    pub mtry: usize,
    /// Strength of hierarchical shrinkage (Agarwal et al. 2022); 0 is none.
    pub shrinkage: f32,
    /// Which games each tree sees.
    pub resample: Resample,
    /// Seed.
    pub seed: u64,
    /// Threads; `None` for all cores. No part of what is learned, nor of a file.
    #[serde(skip)]
    pub threads: Option<usize>,
}

impl ForestEstimator {
    /// In words, for tables and cards.
    #[must_use]
    pub fn words(&self) -> String {
        let games = match self.resample {
            Resample::Bootstrap => "a bootstrap of games".to_owned(),
            Resample::Subsample(share) => format!("{:.0} % of the games", 100.0 * share),
            Resample::None => "all games".to_owned(),
        };
        format!(
            "{} trees, each on {games}, leaf {}, mtry {}, shrinkage {}, seed {}",
            self.trees, self.min_leaf, self.mtry, self.shrinkage, self.seed
        )
    }
}

impl Default for ForestEstimator {
    fn default() -> Self {
        Self {
            trees: 500,
            min_leaf: 1000,
            mtry: 4,
            shrinkage: 0.0,
            resample: Resample::Bootstrap,
            seed: 1,
            threads: None,
        }
    }
}

/// A fitted forest.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(into = "Packed", try_from = "Packed")]
pub struct ForestModel {
    forest: Forest,
    out_of_bag: Option<Array1<f32>>,
}

impl PartialEq for ForestModel {
    fn eq(&self, other: &Self) -> bool {
        self.forest == other.forest
    }
}

impl Estimator for ForestEstimator {
    type Model = ForestModel;

    fn fit(&self, train: &PlaySet, watch: Watch<'_>) -> Result<ForestModel> {
        train.check_trainable()?;
        let monotone: Vec<i8> = train.columns().iter().map(|c| c.monotone).collect();
        let params = ForestParams::new()
            .trees(self.trees)
            .min_leaf(u32::try_from(self.min_leaf).unwrap_or(u32::MAX))
            .mtry(self.mtry)
            .shrinkage(self.shrinkage)
            .resample(self.resample)
            .monotone(monotone)
            .seed(self.seed)
            .threads(self.threads)
            .out_of_bag(true)
            .check()?;
        let labels = train.y().to_vec();
        let games = train.game().to_vec();
        let fitted = forest::fit(
            &params,
            train.x(),
            Target::Binary(&labels),
            &games,
            &|done| watch(done, self.trees),
        )?;
        Ok(ForestModel {
            forest: fitted.forest,
            out_of_bag: Some(fitted.out_of_bag.into()),
        })
    }
}

impl ForestModel {
    /// P(win) of each training play by the trees that did not see its game;
    /// NaN where every tree did. `None` for a model from a file.
    #[must_use]
    pub fn out_of_bag(&self) -> Option<ArrayView1<'_, f32>> {
        self.out_of_bag.as_ref().map(|p| p.view())
    }

    /// The engine's forest.
    #[must_use]
    pub fn forest(&self) -> &Forest {
        &self.forest
    }
}

impl Classifier for ForestModel {
    fn width(&self) -> usize {
        self.forest.features()
    }

    fn predict_proba(&self, x: ArrayView2<'_, f32>) -> Result<Array1<f32>> {
        check_width(&x, self.width())?;
        if let (1, Some(row)) = (x.nrows(), x.row(0).as_slice()) {
            return Ok(Array1::from_elem(1, self.forest.predict_row(row)?));
        }
        self.forest.predict_proba(x, None)
    }
}

/// A forest in a file: two bytes a node and two a leaf, since a tree's nodes
/// stand level by level and the place of a node's children follows from the
/// splits before it.
#[derive(Serialize, Deserialize)]
pub(super) struct Packed {
    kind: forest::TargetKind,
    edges: Vec<Vec<f32>>,
    offsets: Vec<u32>,
    nodes: ByteBuf,
    leaves: ByteBuf,
}

/// The second byte of a leaf (see [`RawForest::nodes`]).
const LEAF: u16 = 255;

impl From<ForestModel> for Packed {
    fn from(model: ForestModel) -> Self {
        Self::from(&model.forest)
    }
}

impl TryFrom<Packed> for ForestModel {
    type Error = Error;

    fn try_from(packed: Packed) -> Result<Self> {
        let forest = Forest::try_from(packed)?;
        Ok(Self { forest, out_of_bag: None })
    }
}

impl From<&Forest> for Packed {
    fn from(forest: &Forest) -> Self {
        let raw = forest.to_raw();
        let bytes = |values: &mut dyn Iterator<Item = u16>| {
            ByteBuf::from(values.flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
        };
        Self {
            kind: raw.kind,
            edges: raw.edges,
            offsets: raw.offsets,
            nodes: bytes(&mut raw.nodes.iter().map(|&n| n as u16)),
            leaves: bytes(&mut raw.leaf_values.iter().copied()),
        }
    }
}

impl TryFrom<Packed> for Forest {
    type Error = Error;

    fn try_from(packed: Packed) -> Result<Self> {
        let values = |bytes: &[u8]| -> Vec<u16> {
            bytes.as_chunks().0.iter().map(|&b| u16::from_le_bytes(b)).collect()
        };
        let mut nodes: Vec<u32> = values(&packed.nodes).into_iter().map(u32::from).collect();
        for tree in packed.offsets.windows(2) {
            // An impossible range is left for `from_raw` to refuse.
            let range = tree[0] as usize..tree[1] as usize;
            let mut splits = 0;
            for (number, node) in nodes.get_mut(range).into_iter().flatten().enumerate() {
                let child = if (*node as u16) >> 8 == LEAF {
                    number
                } else {
                    splits += 1;
                    2 * splits - 1
                };
                *node |= (child as u32) << 16;
            }
        }
        Self::from_raw(RawForest {
            kind: packed.kind,
            edges: packed.edges,
            offsets: packed.offsets,
            nodes,
            leaf_values: values(&packed.leaves),
        })
    }
}
