//! Seasons predicted walking forward: the loss, the differences, the change.

use super::canvas::{
    Area, BLUE, GRAY, HouseStyle, INK, Painted, SKY, VERMILION, bold, head, paint, px, text,
};
use super::{Labels, numbers};
use crate::error::Result;
use crate::evaluate::{Interval, PairedDifference};
use plotters::prelude::*;
use std::path::Path;

/// One season of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Season {
    /// Which.
    pub season: u16,
    /// Its log loss.
    pub log_loss: f64,
    /// The interval of it.
    pub interval: Option<Interval>,
    /// Posterior probability that the loss changed for good with this season;
    /// the first season has none.
    pub change: Option<f64>,
}

/// A competitor, season by season; `None` where it has no predictions.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// Its name.
    pub name: String,
    /// Log loss of the model, of this one, and the difference.
    pub seasons: Vec<Option<PairedDifference>>,
}

/// What the picture shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The model's name.
    pub name: String,
    /// Its seasons.
    pub seasons: Vec<Season>,
    /// The others, the one to beat first: its differences have intervals.
    pub others: Vec<Other>,
    /// Posterior probability that the loss never changed.
    pub no_change: f64,
    /// Level of the intervals.
    pub level: f64,
}

// Okabe and Ito; blue is the model's.
const COLORS: [RGBColor; 6] = [
    VERMILION,
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    SKY,
    RGBColor(230, 159, 0),
    GRAY,
];

/// A competitor that is further away than this is named and left out of the
/// picture: its line would press all others together.
const FAR: f64 = 0.025;

/// Draws the log loss by season, the paired differences, and the posterior of
/// a lasting change.
///
/// # Errors
/// [`Error::Draw`](crate::Error::Draw) or [`Error::Io`](crate::Error::Io).
pub fn draw(data: &Data, labels: &Labels, path: &Path) -> Result<()> {
    paint(path, "the seasons of the backtest", (960, 1060), |root| {
        let mean = |o: &Other| {
            let known: Vec<f64> = o.seasons.iter().flatten().map(|d| d.difference).collect();
            known.iter().sum::<f64>() / known.len().max(1) as f64
        };
        let (near, far): (Vec<&Other>, Vec<&Other>) =
            data.others.iter().partition(|o| mean(o).abs() < FAR);
        let mut note = format!(
            "Each season predicted by models of earlier seasons only. Bars and whiskers: {} \
             interval, games resampled. Lower is better.",
            numbers::level(data.level)
        );
        for other in &far {
            let away = numbers::signed(-mean(other), 3);
            note += &format!(" Not shown: {}, {away} away.", other.name);
        }
        let title = "Does accuracy decline over time?";
        let plot = head(root, title, labels, &[&note])?;
        let height = plot.dim_in_pixel().1 as i32;
        let (upper, rest) = plot.split_vertically(height * 42 / 100);
        let (middle, lower) = rest.split_vertically(height * 33 / 100);
        losses(&upper, data, &near)?;
        differences(&middle, data, &near)?;
        changes(&lower, data)
    })
}

fn axis(data: &Data) -> (f64, f64) {
    let first = data.seasons.first().map_or(0.0, |s| f64::from(s.season));
    let last = data.seasons.last().map_or(1.0, |s| f64::from(s.season));
    (first - 0.6, last + 0.6)
}

/// Where a competitor's mark stands beside the season's middle.
fn beside(k: usize, of: usize) -> f64 {
    0.5 * ((k as f64 + 1.0) / (of as f64 + 1.0) - 0.5)
}

macro_rules! mesh {
    ($chart:expr, $data:expr, $title:expr, $format:expr, $area:expr) => {
        $chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels($data.seasons.len() + 2)
            .y_labels(6)
            .x_label_formatter(&|x: &f64| season(*x))
            .y_label_formatter($format)
            .in_house_style(13)
            .draw()?;
        $area.draw_text($title, &bold(14, INK), (px(20), px(2)))?;
    };
}

fn season(x: f64) -> String {
    if (x - x.round()).abs() < 0.01 {
        format!("{x:.0}")
    } else {
        String::new()
    }
}

fn losses(area: &Area<'_>, data: &Data, near: &[&Other]) -> Painted {
    let all = || {
        let model = data.seasons.iter().flat_map(|s| {
            let ends = s.interval.map_or([s.log_loss; 2], |i| [i.low, i.high]);
            ends.into_iter().chain([s.log_loss])
        });
        model.chain(
            near.iter()
                .flat_map(|o| o.seasons.iter().flatten().map(|d| d.b)),
        )
    };
    let low = (all().fold(f64::INFINITY, f64::min) * 50.0).floor() / 50.0;
    let high = (all().fold(0.0, f64::max) * 50.0).ceil() / 50.0;
    let (from, to) = axis(data);
    let mut chart = ChartBuilder::on(area)
        .margin_left(px(10))
        .margin_right(px(24))
        .margin_top(px(26))
        .margin_bottom(px(4))
        .x_label_area_size(px(26))
        .y_label_area_size(px(66))
        .build_cartesian_2d(from..to, low..high)?;
    let title = "Log loss (nats per play)";
    mesh!(chart, data, title, &|y: &f64| format!("{y:.2}"), area);
    for s in &data.seasons {
        if let Some(i) = s.interval {
            let x = f64::from(s.season);
            let bar = Rectangle::new(
                [(x - 0.11, i.low), (x + 0.11, i.high)],
                BLUE.mix(0.18).filled(),
            );
            chart.draw_series([bar])?;
        }
    }
    for (k, other) in near.iter().enumerate() {
        let color = COLORS[k % COLORS.len()];
        let points: Vec<(f64, f64)> = data
            .seasons
            .iter()
            .zip(&other.seasons)
            .filter_map(|(s, d)| Some((f64::from(s.season), d.as_ref()?.b)))
            .collect();
        let style = color.stroke_width(px(1) as u32 + 1);
        chart.draw_series(LineSeries::new(points, style))?;
    }
    let line: Vec<(f64, f64)> = data
        .seasons
        .iter()
        .map(|s| (f64::from(s.season), s.log_loss))
        .collect();
    let style = BLUE.stroke_width(px(2) as u32 + 1);
    chart.draw_series(LineSeries::new(line.clone(), style))?;
    chart.draw_series(line.iter().map(|&p| Circle::new(p, px(4), BLUE.filled())))?;
    Ok(())
}

fn differences(area: &Area<'_>, data: &Data, near: &[&Other]) -> Painted {
    let ends = || {
        near.iter().enumerate().flat_map(|(k, o)| {
            o.seasons.iter().flatten().flat_map(move |d| {
                let interval = d.interval.filter(|_| k == 0);
                let [a, b] = interval.map_or([d.difference; 2], |i| [i.low, i.high]);
                [a, b]
            })
        })
    };
    let step = 0.002;
    let low = (ends().fold(-step, f64::min) / step).floor() * step;
    let high = (ends().fold(step, f64::max) / step).ceil() * step;
    let (from, to) = axis(data);
    // The legend stands above the highest value.
    let room = (high - low) * 0.28;
    let mut chart = ChartBuilder::on(area)
        .margin_left(px(10))
        .margin_right(px(24))
        .margin_top(px(26))
        .margin_bottom(px(4))
        .x_label_area_size(px(26))
        .y_label_area_size(px(66))
        .build_cartesian_2d(from..to, low..high + room)?;
    let title = format!(
        "Log loss of the {} minus that of others on the same plays (below 0: the {} is better)",
        data.name, data.name
    );
    mesh!(chart, data, &title, &|y: &f64| numbers::signed(*y, 3), area);
    let zero = [(from, 0.0), (to, 0.0)];
    chart.draw_series(LineSeries::new(zero, BLUE.stroke_width(px(2) as u32)))?;
    let wide = area.dim_in_pixel().0 as i32;
    let mut at = px(90);
    let letters = text(13, INK);
    for (k, other) in near.iter().enumerate() {
        let color = COLORS[k % COLORS.len()];
        let shift = beside(k, near.len());
        for (s, d) in data.seasons.iter().zip(&other.seasons) {
            let Some(d) = d else { continue };
            let x = f64::from(s.season) + shift;
            if let Some(i) = d.interval.filter(|_| k == 0) {
                let whisker = [(x, i.low), (x, i.high)];
                let style = color.stroke_width(px(1) as u32 + 1);
                chart.draw_series(LineSeries::new(whisker, style))?;
            }
            chart.draw_series([Circle::new((x, d.difference), px(4), color.filled())])?;
        }
        // The legend, which holds for the upper panel's lines too.
        let width = area.estimate_text_size(&other.name, &letters)?.0 as i32;
        if at + px(18) + width < wide - px(20) {
            area.draw(&Circle::new((at + px(4), px(38)), px(4), color.filled()))?;
            area.draw_text(&other.name, &letters, (at + px(13), px(31)))?;
            at += px(13) + width + px(20);
        }
    }
    Ok(())
}

fn changes(area: &Area<'_>, data: &Data) -> Painted {
    let (from, to) = axis(data);
    let mut chart = ChartBuilder::on(area)
        .margin_left(px(10))
        .margin_right(px(24))
        .margin_top(px(26))
        .margin_bottom(px(10))
        .x_label_area_size(px(26))
        .y_label_area_size(px(66))
        .build_cartesian_2d(from..to, 0.0..1.0)?;
    let title = format!(
        "Posterior probability of a lasting change from that season on; of no change at all: {:.2}",
        data.no_change
    );
    mesh!(chart, data, &title, &|y: &f64| format!("{y:.1}"), area);
    for s in &data.seasons {
        let Some(p) = s.change else { continue };
        let x = f64::from(s.season);
        chart.draw_series([Rectangle::new(
            [(x - 0.3, 0.0), (x + 0.3, p)],
            BLUE.filled(),
        )])?;
    }
    Ok(())
}
